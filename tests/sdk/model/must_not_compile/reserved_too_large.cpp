// error: DUET_MODEL: reserved numbers are from 1 to 536870911, and nothing is reserved twice
#include "use.hpp"

struct Item {};
DUET_MODEL(Item, duet::reserved(536870912));
template std::string use<Item>();
