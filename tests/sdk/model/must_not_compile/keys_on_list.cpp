// error: DUET_FIELD: keys is a rule for maps
#include <duet/model.hpp>

#include <vector>

struct Item {
  std::vector<int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::keys(duet::gt(0))));
static_assert(duet::detail::ModelCheck<Item>::kOk);
