// error: DUET_FIELD: a word or rule is there twice
#include <duet/model.hpp>

inline constexpr auto kNeeded = duet::rules(duet::required, duet::gt(0));
struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, kNeeded, duet::required));
static_assert(duet::detail::ModelCheck<Item>::kOk);
