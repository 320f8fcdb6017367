// error: the message of write() has to be a variable
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

class Things {
 public:
  explicit Things(duet::PluginContext) {}
  duet::Task<duet::Status> get(const Thing& request, duet::Writer<Thing>& things, duet::Call&) {
    co_await things.write({request.id + 1});
    co_return duet::Status();
  }
  static void describe(duet::Plugin<Things>& plugin) {
    plugin.service("a.v1.Things").server_stream("Get", &Things::get);
  }
};
DUET_PLUGIN(Things)
