// error: DUET_FIELD: a word or rule is there twice
#include "use.hpp"

inline constexpr auto kNeeded = duet::rules(duet::required, duet::gt(0));
struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, kNeeded, duet::required));
template std::string use<Item>();
