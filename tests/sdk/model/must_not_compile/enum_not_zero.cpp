// error: DUET_ENUM: the first value must be zero
#include "use.hpp"

enum class Color { red = 1 };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red));
struct Item {
  Color a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
