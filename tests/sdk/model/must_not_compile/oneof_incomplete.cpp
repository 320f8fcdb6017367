// error: DUET_ONEOF: there is one DUET_MEMBER for each alternative after std::monostate, in their order
#include <string>
#include <variant>

#include "use.hpp"

struct Item {
  std::variant<std::monostate, int, std::string> a;
};
DUET_MODEL(Item, DUET_ONEOF(a, DUET_MEMBER(1, number)));
template std::string use<Item>();
