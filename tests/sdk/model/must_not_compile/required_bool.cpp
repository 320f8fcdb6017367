// error: DUET_FIELD: required on a bool would mean 'must be true'; make it std::optional<bool>
#include "use.hpp"

struct Item {
  bool a = false;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::required));
template std::string use<Item>();
