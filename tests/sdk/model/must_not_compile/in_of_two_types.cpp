// error: in(), not_in(): all constants are of one type
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::in(1, "b")));
static_assert(duet::detail::ModelCheck<Item>::kOk);
