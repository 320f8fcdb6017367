// error: DUET_ENUM: the underlying type must be int
#include <duet/model.hpp>

enum class Color : unsigned char { red };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red));
