// error: DUET_FIELD: keys() takes rules about values
#include <map>

#include "use.hpp"

struct Item {
  std::map<int, int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::keys(duet::min_items(1))));
template std::string use<Item>();
