// error: DUET_MODEL: check() is given a function about another model
#include "use.hpp"

struct Other {};
DUET_MODEL(Other);
struct Item {};
void check_other(const Other&, duet::Checks&);
DUET_MODEL(Item, duet::check(&check_other));
template std::string use<Item>();
