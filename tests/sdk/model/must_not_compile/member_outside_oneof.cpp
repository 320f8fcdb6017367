// error: DUET_MODEL: a DUET_MEMBER belongs into a DUET_ONEOF
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_MEMBER(1, a));
template std::string use<Item>();
