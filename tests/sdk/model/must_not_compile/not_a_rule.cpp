// error: DUET_FIELD: what comes after the name must be rules of duet/rules.hpp
#include <duet/model.hpp>

struct Item {
  int a = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, a, 7));
static_assert(duet::detail::ModelCheck<Item>::kOk);
