// error: DUET_FIELD: items, min_items and max_items are rules for lists and maps
#include <duet/model.hpp>

#include <string>

struct Item {
  std::string a;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::min_items(1)));
static_assert(duet::detail::ModelCheck<Item>::kOk);
