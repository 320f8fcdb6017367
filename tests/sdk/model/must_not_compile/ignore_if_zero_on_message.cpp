// error: DUET_FIELD: ignore_if_zero is not for messages; make it std::optional, which is checked when set
#include "use.hpp"

struct Item {
  duet::Empty a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::ignore_if_zero));
template std::string use<Item>();
