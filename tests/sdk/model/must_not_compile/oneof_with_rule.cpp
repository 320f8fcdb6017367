// error: DUET_ONEOF: beside its members it takes duet::required and duet::doc
#include <duet/model.hpp>

#include <variant>

struct Item {
  std::variant<std::monostate, int> a;
};
DUET_MODEL(Item, DUET_ONEOF(a, duet::gt(0), DUET_MEMBER(1, n)));
static_assert(duet::detail::ModelCheck<Item>::kOk);
