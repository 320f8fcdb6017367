// error: DUET_FIELD: within() takes a Duration above 0
#include <duet/well_known.hpp>

#include "use.hpp"

struct Item {
  duet::Timestamp a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::within(duet::Duration{})));
template std::string use<Item>();
