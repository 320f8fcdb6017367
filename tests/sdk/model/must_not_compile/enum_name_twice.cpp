// error: DUET_ENUM: two values have one name
#include "use.hpp"

enum class Color { red, blue };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red), DUET_VALUE(RED, Color::blue));
struct Item {
  Color a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
