// error: a handler of a bidirectional stream is a member function
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

class Things {
 public:
  explicit Things(duet::PluginContext) {}
  duet::Status get(duet::Writer<Thing>&, duet::Reader<Thing>&, duet::Call&);
  static void describe(duet::Plugin<Things>& plugin) { plugin.service("a.v1.Things").bidi("Get", &Things::get); }
};
DUET_PLUGIN(Things)
