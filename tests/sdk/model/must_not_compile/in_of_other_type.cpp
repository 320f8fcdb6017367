// error: DUET_FIELD: the constants of a rule are of the type of the field
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::in("a", "b")));
template std::string use<Item>();
