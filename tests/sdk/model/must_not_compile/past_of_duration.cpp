// error: DUET_FIELD: lt_now, gt_now and within are rules for Timestamp
#include <duet/well_known.hpp>

#include "use.hpp"

struct Item {
  duet::Duration a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::lt_now));
template std::string use<Item>();
