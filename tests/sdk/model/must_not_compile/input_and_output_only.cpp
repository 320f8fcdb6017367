// error: DUET_FIELD: input_only and output_only exclude each other
#include <duet/model.hpp>

struct Item {
  int a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::input_only, duet::output_only));
static_assert(duet::detail::ModelCheck<Item>::kOk);
