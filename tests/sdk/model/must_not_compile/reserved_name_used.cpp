// error: DUET_MODEL: a field has a name that is reserved
#include "use.hpp"

struct Item {
  int a = 0;
};
DUET_MODEL(Item, duet::reserved_names("b", "a"), DUET_FIELD(5, a));
template std::string use<Item>();
