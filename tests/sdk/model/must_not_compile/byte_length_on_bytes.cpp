// error: DUET_FIELD: pattern, byte_length, not_contains and formats such as email are rules for strings
#include "use.hpp"

struct Item {
  duet::Bytes a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::byte_length(1, 2)));
template std::string use<Item>();
