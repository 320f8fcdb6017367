// error: DUET_FIELD: prefix, suffix and contains are rules for strings and bytes
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::prefix("a")));
template std::string use<Item>();
