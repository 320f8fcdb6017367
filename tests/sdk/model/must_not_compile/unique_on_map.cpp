// error: DUET_FIELD: unique is a rule for lists of numbers, bools, strings, bytes and enums
#include <duet/model.hpp>

#include <map>

struct Item {
  std::map<int, int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::unique));
static_assert(duet::detail::ModelCheck<Item>::kOk);
