// error: DUET_FIELD: a constant of a rule is a value that the field can have
#include "use.hpp"

struct Item {
  unsigned a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::ge(-1)));
template std::string use<Item>();
