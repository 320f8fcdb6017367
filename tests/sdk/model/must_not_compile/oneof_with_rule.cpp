// error: DUET_ONEOF: beside its members it takes duet::required and duet::doc
#include <variant>

#include "use.hpp"

struct Item {
  std::variant<std::monostate, int> a;
};
DUET_MODEL(Item, DUET_ONEOF(a, duet::gt(0), DUET_MEMBER(1, n)));
template std::string use<Item>();
