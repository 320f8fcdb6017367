// error: DUET_FIELD: the bound of an integer field is an integer
#include <duet/model.hpp>

struct Item {
  int a = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::ge(0.5)));
static_assert(duet::detail::ModelCheck<Item>::kOk);
