// error: DUET_MODEL: beside fields it takes doc, deprecated, check, reserved, reserved_range and reserved_names
#include "use.hpp"

struct Item {};
DUET_MODEL(Item, duet::required);
template std::string use<Item>();
