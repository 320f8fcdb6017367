// error: DUET_FIELD: the numbers 19000 to 19999 belong to protobuf itself
#include "use.hpp"

struct Item {
  int a = 0;
};
DUET_MODEL(Item, DUET_FIELD(19000, a));
template std::string use<Item>();
