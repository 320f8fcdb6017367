// error: DUET_MODEL: two fields have one number
#include "use.hpp"

struct Item {
  int a = 0, b = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, a), DUET_FIELD(1, b));
template std::string use<Item>();
