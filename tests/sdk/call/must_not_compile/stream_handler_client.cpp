// error: a handler of a client stream is a member function
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

class Things {
 public:
  explicit Things(duet::PluginContext) {}
  duet::Result<Thing> get(const Thing& request, duet::Call&);
  static void describe(duet::Plugin<Things>& plugin) {
    plugin.service("a.v1.Things").client_stream("Get", &Things::get);
  }
};
DUET_PLUGIN(Things)
