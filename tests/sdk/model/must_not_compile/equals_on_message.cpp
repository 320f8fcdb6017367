// error: DUET_FIELD: equals, in and not_in are rules for numbers, bools, strings, bytes, enums, Timestamp and Duration
#include "use.hpp"

struct Item {
  duet::Empty a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::equals(1)));
template std::string use<Item>();
