// error: DUET_FIELD: no value obeys these rules: a lower bound is above an upper bound
#include <duet/model.hpp>

#include <string>

struct Item {
  std::string a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::length(3, 2)));
static_assert(duet::detail::ModelCheck<Item>::kOk);
