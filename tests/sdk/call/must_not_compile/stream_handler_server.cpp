// error: a handler of a server stream is a member function
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

class Things {
 public:
  explicit Things(duet::PluginContext) {}
  duet::Task<duet::Result<Thing>> get(const Thing& request, duet::Writer<Thing>&, duet::Call&);
  static void describe(duet::Plugin<Things>& plugin) {
    plugin.service("a.v1.Things").server_stream("Get", &Things::get);
  }
};
DUET_PLUGIN(Things)
