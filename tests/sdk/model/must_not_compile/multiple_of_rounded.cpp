// error: DUET_FIELD: the step of multiple_of is 2^53 at most, beyond which it is rounded
#include <cstdint>

#include "use.hpp"

struct Item {
  std::int64_t a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::multiple_of(9007199254740993LL)));
template std::string use<Item>();
