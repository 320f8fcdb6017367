// error: DUET_FIELD: a field number is from 1 to 536870911
#include <variant>

#include "use.hpp"

struct Item {
  std::variant<std::monostate, int> a;
};
DUET_MODEL(Item, DUET_ONEOF(a, DUET_MEMBER(0, number)));
template std::string use<Item>();
