// error: DUET_ONEOF: the member is a std::variant with std::monostate as its first alternative
#include <string>
#include <variant>

#include "use.hpp"

struct Item {
  std::variant<int, std::string> a;
};
DUET_MODEL(Item, DUET_ONEOF(a, duet::required, DUET_MEMBER(1, number), DUET_MEMBER(2, text)));
template std::string use<Item>();
