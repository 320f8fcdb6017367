// error: DUET_FIELD: length, min_length and max_length are rules for strings and bytes
#include <duet/model.hpp>

#include <map>

struct Item {
  std::map<int, int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::keys(duet::min_length(1))));
static_assert(duet::detail::ModelCheck<Item>::kOk);
