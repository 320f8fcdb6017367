// error: DUET_FIELD: two rules settle the same (two lower bounds, two lengths, two formats, ...); keep one
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::gt(1), duet::ge(2)));
template std::string use<Item>();
