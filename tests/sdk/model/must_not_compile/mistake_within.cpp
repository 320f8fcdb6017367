// error: DUET_FIELD: pattern, byte_length, not_contains and formats such as email are rules for strings
#include <optional>
#include <vector>

#include "use.hpp"

struct Part {
  int a{};
};
DUET_MODEL(Part, DUET_FIELD(1, a, duet::email));
struct Item {
  std::vector<Part> parts;
  std::optional<Part> first;
  Part last;
};
DUET_MODEL(Item, DUET_FIELD(1, parts, duet::min_items(1)), DUET_FIELD(2, first), DUET_FIELD(3, last, duet::required));
template std::string use<Item>();
