// error: in(), not_in(): all constants are of one type
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::in(1, "b")));
template std::string use<Item>();
