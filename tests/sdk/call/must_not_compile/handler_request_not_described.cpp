// error: the request of a handler must be described with DUET_MODEL
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

struct Other {};

class Things {
 public:
  explicit Things(duet::PluginContext) {}
  duet::Result<Thing> get(const Other&, duet::Call&) { return Thing{}; }
  static void describe(duet::Plugin<Things>& plugin) { plugin.service("a.v1.Things").unary("Get", &Things::get); }
};
DUET_PLUGIN(Things)
