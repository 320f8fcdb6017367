// error: DUET_FIELD: a word or rule is there twice
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::doc("a"), duet::doc("b")));
template std::string use<Item>();
