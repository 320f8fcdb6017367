// Host names (RFC 1123, section 2.1) and email addresses (HTML standard, "valid e-mail address").
#pragma once

#include <string_view>

#include "ascii.hpp"

namespace duet::detail {

// Letters, digits and '-', which is neither first nor last; 1 to 63 of them.
constexpr bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  for (const char c : label)
    if (!is_alphanumeric(c) && c != '-') return false;
  return true;
}

constexpr bool is_number_label(std::string_view label) {
  for (const char c : label)
    if (!is_digit(c)) return false;
  return true;
}

// Labels with dots between them, at most 253 characters; one dot may follow. The last label is not a number, so that
// no address passes for a name.
constexpr bool is_hostname(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  if (text.back() == '.') text.remove_suffix(1);
  for (;;) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !is_number_label(label);
    text.remove_prefix(dot + 1);
  }
}

constexpr bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos) return false;
  for (const char c : text.substr(0, at))
    if (!is_alphanumeric(c) && !is_any_of(c, ".!#$%&'*+/=?^_`{|}~-")) return false;
  text.remove_prefix(at + 1);
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace duet::detail
