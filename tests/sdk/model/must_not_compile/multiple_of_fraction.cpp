// error: DUET_FIELD: the step of multiple_of for integers is an integer of the field's type, 2^53 at most
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::multiple_of(0.5)));
template std::string use<Item>();
