// error: DUET_FIELD: length, min_length and max_length are rules for strings and bytes
#include "use.hpp"

struct Item {
  int a = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::length(1, 2)));
template std::string use<Item>();
