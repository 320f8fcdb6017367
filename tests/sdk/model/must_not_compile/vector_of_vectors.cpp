// error: DUET_FIELD: a field is bool, a 32 or 64 bit integer
#include <vector>

#include "use.hpp"

struct Item {
  std::vector<std::vector<int>> a;
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
