// error: DUET_FIELD: defined_only is a rule for enums
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::defined_only));
template std::string use<Item>();
