// error: DUET_ENUM: a value has a number or name that is reserved
#include "use.hpp"

enum class Color { red, blue };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red), DUET_VALUE(BLUE, Color::blue), duet::reserved_names("BLUE"));
struct Item {
  Color a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
