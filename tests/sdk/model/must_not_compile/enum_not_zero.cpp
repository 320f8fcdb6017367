// error: DUET_ENUM: the first value must be zero
#include <duet/model.hpp>

enum class Color { red = 1 };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red));
