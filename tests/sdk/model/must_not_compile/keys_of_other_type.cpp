// error: DUET_FIELD: length, min_length and max_length are rules for strings and bytes
#include <map>

#include "use.hpp"

struct Item {
  std::map<int, int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::keys(duet::min_length(1))));
template std::string use<Item>();
