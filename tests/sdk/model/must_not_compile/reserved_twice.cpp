// error: DUET_MODEL: reserved numbers are from 1 to 536870911, and nothing is reserved twice
#include "use.hpp"

struct Item {};
DUET_MODEL(Item, duet::reserved(5), duet::reserved_range(4, 7));
template std::string use<Item>();
