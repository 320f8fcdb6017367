// error: DUET_FIELD: the constants of a rule are of the type of the field
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::in("a", "b")));
static_assert(duet::detail::ModelCheck<Item>::kOk);
