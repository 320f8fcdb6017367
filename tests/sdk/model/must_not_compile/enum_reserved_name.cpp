// error: DUET_ENUM: a value has a number or name that is reserved
#include <duet/model.hpp>

enum class Color { red, blue };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red), DUET_VALUE(BLUE, Color::blue), duet::reserved_names("BLUE"));
