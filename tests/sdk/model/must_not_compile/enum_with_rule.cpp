// error: DUET_ENUM: beside values it takes doc, deprecated, reserved, reserved_range and reserved_names
#include "use.hpp"

enum class Color { red, blue };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red), duet::required);
struct Item {
  Color a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
