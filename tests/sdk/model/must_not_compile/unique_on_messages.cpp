// error: DUET_FIELD: unique is a rule for lists of numbers, bools, strings, bytes and enums
#include <vector>

#include "use.hpp"

struct Item {
  std::vector<duet::Empty> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::unique));
template std::string use<Item>();
