// error: DUET_ENUM: the underlying type must be int
#include "use.hpp"

enum class Color : unsigned char { red };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red));
struct Item {
  Color a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a));
template std::string use<Item>();
