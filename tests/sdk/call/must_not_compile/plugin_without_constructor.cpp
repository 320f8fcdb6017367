// 2 errors: a plugin without Settings has a constructor Plugin(duet::PluginContext)
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

class Things {
 public:
  duet::Result<Thing> get(const Thing& request, duet::Call&) { return request; }
  static void describe(duet::Plugin<Things>& plugin) { plugin.service("a.v1.Things").unary("Get", &Things::get); }
};
DUET_PLUGIN(Things)
