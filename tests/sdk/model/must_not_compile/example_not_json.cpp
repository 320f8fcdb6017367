// error: DUET_FIELD: example() and default_is() take JSON text; a string has quotes in it
#include <string>

#include "use.hpp"

struct Item {
  std::string a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::example("EUR")));
template std::string use<Item>();
