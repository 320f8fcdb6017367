// error: DUET_FIELD: the constants of a rule are of the type of the field
#include "use.hpp"

enum class Color { red };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red));
enum class Shade { dark };
DUET_ENUM(Shade, DUET_VALUE(DARK, Shade::dark));
struct Item {
  Color a{};
};
DUET_MODEL(Item, DUET_FIELD(1, a, duet::equals(Shade::dark)));
template std::string use<Item>();
