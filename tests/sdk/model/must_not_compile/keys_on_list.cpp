// error: DUET_FIELD: keys is a rule for maps
#include <vector>

#include "use.hpp"

struct Item {
  std::vector<int> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::keys(duet::gt(0))));
template std::string use<Item>();
