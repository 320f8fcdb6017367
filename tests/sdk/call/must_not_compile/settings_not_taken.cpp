// 2 errors: a plugin with Settings has a constructor Plugin(duet::PluginContext, const Settings&)
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

class Things {
 public:
  using Settings = Thing;
  explicit Things(duet::PluginContext) {}
  duet::Result<Thing> get(const Thing& request, duet::Call&) { return request; }
  static void describe(duet::Plugin<Things>& plugin) { plugin.service("a.v1.Things").unary("Get", &Things::get); }
};
DUET_PLUGIN(Things)
