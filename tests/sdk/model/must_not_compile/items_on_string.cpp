// error: DUET_FIELD: items, min_items and max_items are rules for lists and maps
#include <string>

#include "use.hpp"

struct Item {
  std::string a;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::min_items(1)));
template std::string use<Item>();
