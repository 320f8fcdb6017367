// error: DUET_FIELD: keys() takes rules about values
#include <duet/model.hpp>

#include <map>

struct Item {
  std::map<int, int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::keys(duet::min_items(1))));
static_assert(duet::detail::ModelCheck<Item>::kOk);
