// error: DUET_FIELD: the constants of a rule are of the type of the field
#include <duet/well_known.hpp>

#include "use.hpp"

struct Item {
  duet::Timestamp a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::gt(duet::Duration{1, 0})));
template std::string use<Item>();
