// error: the handler is a member of another class
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

struct Other {
  duet::Result<Thing> get(const Thing& request, duet::Call&) { return request; }
};

class Things {
 public:
  explicit Things(duet::PluginContext) {}
  static void describe(duet::Plugin<Things>& plugin) { plugin.service("a.v1.Things").unary("Get", &Other::get); }
};
DUET_PLUGIN(Things)
