// error: DUET_FIELD: the step of multiple_of is greater than 0
#include "use.hpp"

struct Item {
  double a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::multiple_of(0)));
template std::string use<Item>();
