// error: DUET_FIELD: required and ignore_if_zero exclude each other
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::required, duet::ignore_if_zero));
static_assert(duet::detail::ModelCheck<Item>::kOk);
