// error: DUET_FIELD: what comes after the name must be rules of duet/rules.hpp
#include "use.hpp"

struct Item {
  int a = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, a, 7));
template std::string use<Item>();
