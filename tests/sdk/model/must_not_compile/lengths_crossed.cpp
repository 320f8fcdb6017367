// error: DUET_FIELD: no value obeys these rules: a lower bound is above an upper bound
#include <string>

#include "use.hpp"

struct Item {
  std::string a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::length(3, 2)));
template std::string use<Item>();
