// error: duet::format: no text for a value of this type; pass text or a number
#include <duet/format.hpp>

struct Thing {};
std::string text() { return duet::format("{}", Thing{}); }
