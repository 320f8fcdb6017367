// error: DUET_MODEL: the name of a check is a word of letters, digits and '_'
#include "use.hpp"

struct Item {};
void check_item(const Item&, duet::Checks&);
DUET_MODEL(Item, duet::check(&check_item, "check item"));
template std::string use<Item>();
