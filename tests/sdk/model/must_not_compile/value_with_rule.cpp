// error: DUET_VALUE: after the value it takes duet::deprecated and duet::doc
#include <duet/model.hpp>

enum class Color { red, blue };
DUET_ENUM(Color, DUET_VALUE(RED, Color::red, duet::required));
