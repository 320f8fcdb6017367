// error: DUET_FIELD: defined_only is a rule for enums
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::defined_only));
static_assert(duet::detail::ModelCheck<Item>::kOk);
