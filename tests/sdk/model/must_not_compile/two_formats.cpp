// error: DUET_FIELD: two rules settle the same (two lower bounds, two lengths, two formats, ...); keep one
#include <string>

#include "use.hpp"

struct Item {
  std::string a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::email, duet::uuid));
template std::string use<Item>();
