// error: DUET_FIELD: a field is bool, a 32 or 64 bit integer
#include <duet/model.hpp>

#include <map>

struct Item {
  std::map<double, int> a;
};
DUET_MODEL(Item, DUET_FIELD(1, a));
static_assert(duet::detail::ModelCheck<Item>::kOk);
