// error: DUET_FIELD: a field number is from 1 to 536870911
#include "use.hpp"

struct Item {
  int a = 0;
};
DUET_MODEL(Item, DUET_FIELD(536870912, a));
template std::string use<Item>();
