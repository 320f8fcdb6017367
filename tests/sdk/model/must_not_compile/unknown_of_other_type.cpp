// error: DUET_UNKNOWN names a member of type duet::UnknownFields
#include <string>

#include "use.hpp"

struct Item {
  std::string a;
};
DUET_MODEL(Item, DUET_UNKNOWN(a));
template std::string use<Item>();
