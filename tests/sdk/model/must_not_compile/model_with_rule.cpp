// error: DUET_MODEL: beside fields it takes doc, deprecated, check, reserved, reserved_range and reserved_names
#include <duet/model.hpp>

struct Item {};
DUET_MODEL(Item, duet::required);
static_assert(duet::detail::ModelCheck<Item>::kOk);
