// 2 errors: a plugin has a function `static void describe(duet::Plugin<Class>& plugin)`
#include <duet/plugin.hpp>

struct Thing {
  int id = 0;
};
DUET_MODEL(Thing, DUET_FIELD(1, id));

class Things {
 public:
  explicit Things(duet::PluginContext) {}
};
DUET_PLUGIN(Things)
