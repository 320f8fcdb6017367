// error: DUET_FIELD: gt, ge, lt, le and range are rules for numbers, Timestamp and Duration
#include <duet/model.hpp>

#include <string>

struct Item {
  std::string a;
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::gt(0)));
static_assert(duet::detail::ModelCheck<Item>::kOk);
