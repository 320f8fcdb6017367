// Texts that may be the value of a field in an HTTP head.
#pragma once

#include <algorithm>
#include <string_view>

namespace duet::base {

/// Visible ASCII with blanks only between, as a field value of RFC 9110 section 5.5 without its obsolete bytes. Nothing
/// of it can end a line or begin another field. The empty text passes.
inline bool is_field_text(std::string_view text) {
  const auto visible = [](char c) { return c >= ' ' && c <= '~'; };
  return text.empty() || (text.front() != ' ' && text.back() != ' ' && std::all_of(text.begin(), text.end(), visible));
}

}  // namespace duet::base
