// 4 errors: the Settings of a plugin must be described with DUET_MODEL
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

class Things {
 public:
  struct Settings {
    int limit = 1;
  };
  Things(duet::PluginContext, const Settings&) {}
  duet::Result<Thing> get(const Thing& request, duet::Call&) { return request; }
  static void describe(duet::Plugin<Things>& plugin) { plugin.service("a.v1.Things").unary("Get", &Things::get); }
};
DUET_PLUGIN(Things)
