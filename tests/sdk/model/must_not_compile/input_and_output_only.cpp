// error: DUET_FIELD: input_only and output_only exclude each other
#include "use.hpp"

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::input_only, duet::output_only));
template std::string use<Item>();
