// error: DUET_FIELD: a constant of a rule is a value that the field can have
#include <duet/model.hpp>

#include <limits>

struct Item {
  double a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::lt(std::numeric_limits<double>::quiet_NaN())));
static_assert(duet::detail::ModelCheck<Item>::kOk);
