// error: DUET_FIELD: required on a bool would mean 'must be true'; make it std::optional<bool>
#include <duet/model.hpp>

struct Item {
  bool a = false;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::required));
static_assert(duet::detail::ModelCheck<Item>::kOk);
