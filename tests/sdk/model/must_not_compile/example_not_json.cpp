// error: DUET_FIELD: example() and default_is() take JSON text; a string has quotes in it
#include <duet/model.hpp>

#include <string>

struct Item {
  std::string a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::example("EUR")));
static_assert(duet::detail::ModelCheck<Item>::kOk);
