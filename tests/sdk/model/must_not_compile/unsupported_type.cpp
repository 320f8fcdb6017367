// error: DUET_FIELD: a field is bool, a 32 or 64 bit integer
#include <duet/model.hpp>

struct Item {
  short a = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, a));
static_assert(duet::detail::ModelCheck<Item>::kOk);
