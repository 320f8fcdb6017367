// error: any<T>() is for messages from a .proto; give any other its full name
#include <duet/plugin.hpp>

struct Sold {
  int id = 0;
};
DUET_MODEL(Sold, DUET_FIELD(1, id));

class Shop {
 public:
  explicit Shop(duet::PluginContext) {}
  static void describe(duet::Plugin<Shop>& plugin) { plugin.any<Sold>(); }
};
DUET_PLUGIN(Shop)
