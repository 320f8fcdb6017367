// error: DUET_MODEL: reserved numbers are from 1 to 536870911, and nothing is reserved twice
#include <duet/model.hpp>

struct Item {};
DUET_MODEL(Item, duet::reserved(536870912));
static_assert(duet::detail::ModelCheck<Item>::kOk);
