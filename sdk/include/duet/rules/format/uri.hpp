// URIs and references (RFC 3986, appendix A).
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "../../model/utf8.hpp"
#include "ascii.hpp"
#include "ip.hpp"

namespace duet::detail {

// Only unreserved characters, sub-delims, those of `more`, and '%' with two hex digits.
constexpr bool is_uri_text(std::string_view text, std::string_view more) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3 || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) return false;
      i += 2;
    } else if (!is_alphanumeric(c) && !is_any_of(c, "-._~!$&'()*+,;=") && !is_any_of(c, more)) {
      return false;
    }
  }
  return true;
}

constexpr bool is_scheme(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return false;
  for (const char c : text)
    if (!is_alphanumeric(c) && !is_any_of(c, "+-.")) return false;
  return true;
}

// What is between '[' and ']'.
constexpr bool is_ip_literal(std::string_view text) {
  if (text.empty() || (text.front() != 'v' && text.front() != 'V')) return is_ipv6(text);
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot < 2 || dot + 1 == text.size()) return false;
  for (const char c : text.substr(1, dot - 1))
    if (!is_hex_digit(c)) return false;
  return text.find('%') == std::string_view::npos && is_uri_text(text.substr(dot + 1), ":");
}

constexpr unsigned char hex_value(char c) {
  return static_cast<unsigned char>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

// A name, of which what is percent-encoded is UTF-8 (RFC 3986, section 3.2.2).
inline bool is_reg_name(std::string_view text) {
  if (!is_uri_text(text, "")) return false;
  while (!text.empty()) {
    // One character is four octets at most.
    std::array<unsigned char, 4> octets{};
    std::array<std::size_t, 5> ends{};
    std::size_t count = 0;
    for (std::size_t at = 0; count < octets.size() && at < text.size(); ++count) {
      const bool is_encoded = text[at] == '%';
      octets[count] = is_encoded ? static_cast<unsigned char>(hex_value(text[at + 1]) << 4U | hex_value(text[at + 2]))
                                 : static_cast<unsigned char>(text[at]);
      at += is_encoded ? 3 : 1;
      ends[count + 1] = at;
    }
    const std::size_t size = utf8_sequence(octets.data(), octets.data() + count);
    if (size == 0) return false;
    text.remove_prefix(ends[size]);
  }
  return true;
}

// [userinfo "@"] host [":" port]
inline bool is_authority(std::string_view text) {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!is_uri_text(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || !is_ip_literal(text.substr(1, end - 1))) return false;
    text.remove_prefix(end + 1);
    if (!text.empty() && text.front() != ':') return false;
  } else {
    const std::size_t colon = text.find(':');
    if (!is_reg_name(text.substr(0, colon))) return false;
    text = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  for (const char c : text.substr(text.empty() ? 0 : 1))
    if (!is_digit(c)) return false;
  return true;
}

// hier-part or relative-part, then query and fragment. Of a relative reference the first segment has no colon: it would
// be a scheme.
inline bool is_after_scheme(std::string_view text, bool is_relative) {
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    if (!is_uri_text(text.substr(hash + 1), ":@/?")) return false;
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    if (!is_uri_text(text.substr(mark + 1), ":@/?")) return false;
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    const std::size_t path = text.find('/', 2);
    if (!is_authority(text.substr(2, path == std::string_view::npos ? path : path - 2))) return false;
    text = path == std::string_view::npos ? std::string_view() : text.substr(path);
  } else if (is_relative && text.substr(0, text.find('/')).find(':') != std::string_view::npos) {
    return false;
  }
  return is_uri_text(text, ":@/");
}

// With a scheme; a fragment may follow.
inline bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && is_scheme(text.substr(0, colon)) &&
         is_after_scheme(text.substr(colon + 1), false);
}

// With a scheme or relative: "../a?b#c"; the empty text is one.
inline bool is_uri_ref(std::string_view text) { return is_uri(text) || is_after_scheme(text, true); }

}  // namespace duet::detail
