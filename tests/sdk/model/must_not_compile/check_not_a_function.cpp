// error: check() takes the address of a function void(const Model&, duet::Checks&)
#include "use.hpp"

struct Item {};
bool check_item(const Item&);
DUET_MODEL(Item, duet::check(&check_item));
template std::string use<Item>();
