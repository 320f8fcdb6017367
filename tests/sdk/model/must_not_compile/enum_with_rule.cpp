// error: DUET_ENUM: beside values it takes doc, deprecated, reserved, reserved_range and reserved_names
#include <duet/model.hpp>

enum class Color { red, blue };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red), duet::required);
