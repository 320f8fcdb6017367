// The pieces of JSON text: strings, numbers, bytes.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "../../model/utf8.hpp"
#include "../encode_error.hpp"
#include "base64.hpp"
#include "options.hpp"

namespace duet::detail {

// 0: as it is; 'u': as \u00XX; anything else: that letter after a backslash.
inline constexpr auto kJsonEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  return escapes;
}();

// Is there a byte among the eight that cannot stand in a JSON string as it is? The tests of "Bit Twiddling Hacks" for a
// byte that is zero, and for one below 0x20; both may also say yes for a byte above 0x7F, which is then looked at
// singly.
inline bool needs_escape(std::uint64_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  const auto has_zero = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes; };
  const std::uint64_t control = (word - ones * 0x20) & ~word;
  return ((control | has_zero(word ^ ones * '"') | has_zero(word ^ ones * '\\')) & (ones << 7U)) != 0;
}

// How many bytes at the front of the text can be copied as they are.
inline std::size_t plain_prefix(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (needs_escape(word)) break;
  }
  while (i < text.size() && kJsonEscapes[static_cast<unsigned char>(text[i])] == 0) ++i;
  return i;
}

struct JsonWriter {
  std::string& out;
  JsonOptions options;
  EncodeError error{};  // the first that there was; no reason means that all is well
  int depth = 0;        // messages that are open

  // Notes that `field` cannot be written; what stands in `out` is of no use then.
  void fail(std::string_view field, std::string_view reason) {
    if (error.reason.empty()) error = {field, std::string(reason)};
  }

  void string(std::string_view text) {
    out += '"';
    for (;;) {
      const std::size_t plain = plain_prefix(text);
      out.append(text.data(), plain);
      if (plain == text.size()) break;
      escape(static_cast<unsigned char>(text[plain]));
      text.remove_prefix(plain + 1);
    }
    out += '"';
  }

  template <class N>
  void number(N value) {
    std::array<char, 32> text;
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), result.ptr);
  }

  // The shortest text that reads back as the same number; many readers would take "-0" for an integer and lose the
  // sign.
  template <class Float>
  void floating(Float value) {
    if (value == 0 && std::signbit(value)) {
      out += "-0.0";
      return;
    }
    if (short_decimal(value)) return;
    if (std::isfinite(value))
      number(value);
    else
      out += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  }

  template <class N>
  void quoted_number(N value) {
    out += '"';
    number(value);
    out += '"';
  }

  void bytes(std::string_view value) {
    out += '"';
    append_base64(out, value);
    out += '"';
  }

 private:
  void escape(unsigned char c) {
    const char letter = kJsonEscapes[c];
    out += '\\';
    out += letter;
    if (letter != 'u') return;
    constexpr std::string_view hex = "0123456789abcdef";
    out.append("00").append(1, hex[c >> 4U]).append(1, hex[c & 15U]);
  }

  // Amounts as people write them, with at most four decimals and 15 digits in all: for those the shortest text is the
  // decimal number itself, and finding it so is several times faster than the general way. The division tells: it is
  // exact to the last bit, as is reading the text.
  template <class Float>
  bool short_decimal(Float value) {
    if constexpr (sizeof(Float) == 4) return false;
    constexpr double scale = 10000;
    if (!(value > -1e10 && value < 1e10)) return false;
    const auto scaled = static_cast<std::int64_t>(std::nearbyint(value * scale));
    if (static_cast<double>(scaled) / scale != value) return false;
    std::array<char, 32> text;
    char* p = text.data();
    if (scaled < 0) *p++ = '-';
    const auto size = static_cast<std::uint64_t>(scaled < 0 ? -scaled : scaled);
    p = std::to_chars(p, text.data() + text.size(), size / 10000).ptr;
    auto rest = static_cast<unsigned>(size % 10000);
    if (rest != 0) {
      *p++ = '.';
      for (unsigned unit = 1000; rest != 0; rest %= unit, unit /= 10) *p++ = static_cast<char>('0' + rest / unit);
    }
    out.append(text.data(), p);
    return true;
  }
};

}  // namespace duet::detail
