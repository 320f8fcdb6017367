// error: DUET_FIELD: a field is bool, a 32 or 64 bit integer
#include "use.hpp"

struct Part {};
struct Item {
  Part part;
};
DUET_MODEL(Item, DUET_FIELD(1, part));
template std::string use<Item>();
