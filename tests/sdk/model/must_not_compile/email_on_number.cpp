// error: DUET_FIELD: pattern, byte_length, not_contains and formats such as email are rules for strings
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::email));
template std::string use<Item>();
