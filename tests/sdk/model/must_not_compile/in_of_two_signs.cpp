// error: in(), not_in(): signed and unsigned constants do not mix; write all of them with one type
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::in(-1, 1U)));
template std::string use<Item>();
