// error: DUET_FIELD: a constant of a rule is a value that the field can have
#include <duet/well_known.hpp>

#include "use.hpp"

struct Item {
  duet::Duration a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::lt(duet::Duration{1, -1})));
template std::string use<Item>();
