// error: in(), not_in(): signed and unsigned constants do not mix; write all of them with one type
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::in(-1, 1U)));
static_assert(duet::detail::ModelCheck<Item>::kOk);
