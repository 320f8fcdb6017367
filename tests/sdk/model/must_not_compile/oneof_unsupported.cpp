// error: DUET_FIELD: a field is bool, a 32 or 64 bit integer
#include <variant>

#include "use.hpp"

struct Item {
  std::variant<std::monostate, short> a;
};
DUET_MODEL(Item, DUET_ONEOF(a, DUET_MEMBER(1, number)));
template std::string use<Item>();
