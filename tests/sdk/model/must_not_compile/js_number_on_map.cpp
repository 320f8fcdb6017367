// error: DUET_FIELD: js_number and js_string are for 64 bit integers
#include <map>

#include "use.hpp"

struct Item {
  std::map<int, long> a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::js_number));
template std::string use<Item>();
