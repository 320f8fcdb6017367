// error: DUET_FIELD: multiple_of is a rule for numbers
#include <duet/model.hpp>

#include <string>

struct Item {
  std::string a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::multiple_of(2)));
static_assert(duet::detail::ModelCheck<Item>::kOk);
