// error: DUET_FIELD: multiple_of is a rule for numbers
#include <string>

#include "use.hpp"

struct Item {
  std::string a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::multiple_of(2)));
template std::string use<Item>();
