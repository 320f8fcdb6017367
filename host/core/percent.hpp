// Percent-encoding of URI parts (RFC 3986 section 2.1).
#pragma once

#include <string>
#include <string_view>

namespace duet::core {

/// How decode_percent() treats what it finds.
enum class PercentMode {
  kSegment,  // decodes everything: a variable that matches one path segment
  kPath,     // keeps "%2F" encoded: a variable that spans several segments
  kQuery,    // decodes everything and reads "+" as a space
};

/// Appends the decoded `text` to `out`. False if a "%" is not followed by two hexadecimal digits, or if the result is
/// not UTF-8; `out` is then unspecified.
bool decode_percent(std::string_view text, PercentMode mode, std::string& out);

}  // namespace duet::core
