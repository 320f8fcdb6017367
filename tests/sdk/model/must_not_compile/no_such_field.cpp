// error: DUET_FIELD: the struct has no public data member 'nmae'
#include <string>

#include "use.hpp"

struct Item {
  std::string name;
};
DUET_MODEL(Item, DUET_FIELD(1, nmae));
template std::string use<Item>();
