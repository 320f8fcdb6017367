// error: DUET_ONEOF: the struct has no public data member 'b'
#include <variant>

#include "use.hpp"

struct Item {
  std::variant<std::monostate, int> a;
};
DUET_MODEL(Item, DUET_ONEOF(b, DUET_MEMBER(1, number)));
template std::string use<Item>();
