// error: DUET_FIELD: example() and default_is() take JSON text; a string has quotes in it
#include <duet/model.hpp>

#include <vector>

struct Item {
  std::vector<int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::default_is("[1, 2")));
static_assert(duet::detail::ModelCheck<Item>::kOk);
