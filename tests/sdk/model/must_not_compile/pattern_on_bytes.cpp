// error: DUET_FIELD: pattern is a rule for strings
#include <duet/model.hpp>

struct Item {
  duet::Bytes a;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::pattern("^a")));
static_assert(duet::detail::ModelCheck<Item>::kOk);
