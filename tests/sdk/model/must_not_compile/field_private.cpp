// error: DUET_FIELD: the struct has no public data member 'a'
#include "use.hpp"

class Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
