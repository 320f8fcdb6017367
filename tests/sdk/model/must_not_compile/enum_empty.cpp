// error: DUET_ENUM: an enum needs at least one DUET_VALUE
#include "use.hpp"

enum class Color {};
DUET_ENUM(Color);
struct Item {
  Color a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
