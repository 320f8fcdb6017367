// UTF-8: is it valid (RFC 3629: no surrogates, nothing overlong, nothing above U+10FFFF), and how many code points has
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace duet::detail {

// Length of the valid sequence at the front of [p, end), which is not empty; 0 if there is none.
inline std::size_t utf8_sequence(const unsigned char* p, const unsigned char* end) {
  const auto left = static_cast<std::size_t>(end - p);
  const auto tail = [p](std::size_t i) { return (p[i] & 0xC0U) == 0x80U; };
  const unsigned lead = p[0];
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return left >= 2 && tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (left < 3 || !tail(1) || !tail(2)) return 0;
    if ((lead == 0xE0 && p[1] < 0xA0) || (lead == 0xED && p[1] > 0x9F)) return 0;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (left < 4 || !tail(1) || !tail(2) || !tail(3)) return 0;
    if ((lead == 0xF0 && p[1] < 0x90) || (lead == 0xF4 && p[1] > 0x8F)) return 0;
    return 4;
  }
  return 0;
}

// Offset of the first byte that is not part of valid UTF-8; the size of the text if all of it is valid.
inline std::size_t utf8_valid_prefix(std::string_view text) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = begin + text.size();
  const auto* p = begin;
  while (p != end) {
    while (end - p >= 8) {
      std::uint64_t word;
      std::memcpy(&word, p, 8);
      if ((word & 0x8080808080808080U) != 0) break;
      p += 8;
    }
    if (p == end) break;
    const std::size_t n = utf8_sequence(p, end);
    if (n == 0) break;
    p += n;
  }
  return static_cast<std::size_t>(p - begin);
}

inline bool is_utf8(std::string_view text) { return utf8_valid_prefix(text) == text.size(); }

// @pre text is valid UTF-8
inline std::size_t code_points(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  return n;
}

}  // namespace duet::detail
