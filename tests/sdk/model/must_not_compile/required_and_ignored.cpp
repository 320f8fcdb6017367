// error: DUET_FIELD: required and ignore_if_zero exclude each other
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::required, duet::ignore_if_zero));
template std::string use<Item>();
