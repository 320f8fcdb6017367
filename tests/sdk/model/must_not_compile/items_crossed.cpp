// error: DUET_FIELD: items, min_items and max_items contradict each other
#include <vector>

#include "use.hpp"

struct Item {
  std::vector<int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::min_items(3), duet::max_items(2)));
template std::string use<Item>();
