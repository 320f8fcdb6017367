// error: DUET_FIELD: gt, ge, lt, le and range are rules for numbers, Timestamp and Duration
#include <string>

#include "use.hpp"

struct Item {
  std::string a;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::gt(0)));
template std::string use<Item>();
