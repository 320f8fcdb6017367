// error: DUET_FIELD: a constant of a rule is a value that the field can have
#include <limits>

#include "use.hpp"

struct Item {
  double a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::lt(std::numeric_limits<double>::quiet_NaN())));
template std::string use<Item>();
