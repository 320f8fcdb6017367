// error: DUET_FIELD: the bound of an integer field is an integer
#include "use.hpp"

struct Item {
  int a = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::ge(0.5)));
template std::string use<Item>();
