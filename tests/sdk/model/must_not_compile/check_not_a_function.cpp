// error: check() takes the address of a function void(const Model&, duet::Checks&)
#include <duet/model.hpp>

struct Item {};
bool check_item(const Item&);
DUET_MODEL(Item, duet::check(&check_item));
static_assert(duet::detail::ModelCheck<Item>::kOk);
