// error: DUET_MEMBER: required belongs to the DUET_ONEOF; a member alone cannot be required
#include <variant>

#include "use.hpp"

struct Item {
  std::variant<std::monostate, int> a;
};
DUET_MODEL(Item, DUET_ONEOF(a, DUET_MEMBER(1, n, duet::required)));
template std::string use<Item>();
