// Writes JSON strings (RFC 8259, section 7).
#pragma once

#include <string>
#include <string_view>

namespace duet::base {

// Appends `text` to `out` as a JSON string with its quotes. The result is valid UTF-8 whatever came in: each byte that
// is not part of a well-formed sequence becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace duet::base
