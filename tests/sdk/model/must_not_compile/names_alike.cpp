// error: DUET_MODEL: two names differ in underscores and capitals only, which protobuf refuses in proto3
#include "use.hpp"

struct Item {
  int user_id = 0, userid = 0;
};
DUET_MODEL(Item, DUET_FIELD(1, user_id), DUET_FIELD(2, userid));
template std::string use<Item>();
