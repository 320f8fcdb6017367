// error: DUET_FIELD: a word or rule is there twice
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::doc("a"), duet::doc("b")));
static_assert(duet::detail::ModelCheck<Item>::kOk);
