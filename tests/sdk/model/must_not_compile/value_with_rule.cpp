// error: DUET_VALUE: after the value it takes duet::deprecated and duet::doc
#include "use.hpp"

enum class Color { red, blue };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red, duet::required));
struct Item {
  Color a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
