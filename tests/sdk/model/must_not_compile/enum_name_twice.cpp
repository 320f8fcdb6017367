// error: DUET_ENUM: two values have one name
#include <duet/model.hpp>

enum class Color { red, blue };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red), DUET_VALUE(RED, Color::blue));
