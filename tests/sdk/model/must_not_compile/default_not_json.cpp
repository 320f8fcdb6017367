// error: DUET_FIELD: example() and default_is() take JSON text; a string has quotes in it
#include <vector>

#include "use.hpp"

struct Item {
  std::vector<int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::default_is("[1, 2")));
template std::string use<Item>();
