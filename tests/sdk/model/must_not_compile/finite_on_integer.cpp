// error: DUET_FIELD: finite is a rule for float and double
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::finite));
template std::string use<Item>();
