// error: DUET_FIELD: the step of multiple_of for integers is an integer of the field's type, 2^53 at most
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::multiple_of(0.5)));
static_assert(duet::detail::ModelCheck<Item>::kOk);
