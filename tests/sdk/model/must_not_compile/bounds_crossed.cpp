// error: DUET_FIELD: no value obeys these rules: a lower bound is above an upper bound
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::gt(5), duet::lt(5)));
template std::string use<Item>();
