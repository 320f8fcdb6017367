// The pieces of JSON text: strings, numbers, bytes.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>

#include "../../model/utf8.hpp"
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

struct JsonWriter {
  std::string& out;
  JsonOptions options;
  std::string_view bad_field{};  // the first string that is not UTF-8

  void string(std::string_view text) {
    out += '"';
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char escape = kJsonEscapes[static_cast<unsigned char>(text[i])];
      if (escape == 0) [[likely]]
        continue;
      out.append(text.data() + start, i - start);
      start = i + 1;
      out += '\\';
      out += escape;
      if (escape != 'u') continue;
      constexpr std::string_view hex = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(text[i]);
      out.append("00").append(1, hex[code >> 4U]).append(1, hex[code & 15U]);
    }
    out.append(text.data() + start, text.size() - start);
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
};

}  // namespace duet::detail
