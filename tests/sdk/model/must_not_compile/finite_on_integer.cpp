// error: DUET_FIELD: finite is a rule for float and double
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::finite));
static_assert(duet::detail::ModelCheck<Item>::kOk);
