// error: DUET_MODEL: two fields or oneofs have one name, or two fields one JSON name
#include "use.hpp"

struct Item {
  int user_id = 0, userId = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, user_id), DUET_FIELD(2, userId));
template std::string use<Item>();
