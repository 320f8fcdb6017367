// Values in the words of rules: "must be one of 1, 2 or 3", "must start with \"a\"".
#pragma once

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "../model/enumeration.hpp"
#include "../model/utf8.hpp"
#include "../wkt/time_text.hpp"
#include "subject.hpp"

namespace duet::detail {

template <class N>
std::string number_text(N number) {
  char buffer[40];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
}

// In quotes, with what is not printable text as \xNN: messages are UTF-8 and go into logs.
inline std::string quoted(std::string_view text) {
  const bool escape_all = !is_utf8(text);
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (escape_all && byte >= 0x80)) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      result += "\\x";
      result += kDigits[byte >> 4U];
      result += kDigits[byte & 15U];
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

template <class V>
std::string value_words(const V& value) {
  if constexpr (std::is_same_v<V, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<V>) {
    const auto number = static_cast<std::int32_t>(value);
    const std::string_view name = EnumInfo<V>::name_of(number);
    return name.empty() ? number_text(number) : std::string(name);
  } else if constexpr (std::is_arithmetic_v<V>) {
    return number_text(value);
  } else if constexpr (kIsTime<V>) {
    std::string text;
    if constexpr (kIsTimestamp<V>)
      append_timestamp(text, value.seconds, value.nanos);
    else
      append_duration(text, value.seconds, value.nanos);
    return text;
  } else {
    return quoted(value);
  }
}

// "1, 2 or 3"; a long list is cut.
template <class List>
std::string list_words(const List& values) {
  constexpr std::size_t kShown = 20;
  const std::size_t shown = values.size() <= kShown ? values.size() : kShown;
  std::string words;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i != 0) words += i + 1 == values.size() ? " or " : ", ";
    words += value_words(values[i]);
  }
  if (shown < values.size()) words += " or one of " + std::to_string(values.size() - shown) + " more";
  return words;
}

inline constexpr std::size_t kNoMax = static_cast<std::size_t>(-1);

// "1 to 80 characters", "at least 1 item", "at most 3 items".
inline std::string count_words(std::size_t min, std::size_t max, const char* unit) {
  const auto with_unit = [unit](std::size_t n) { return std::to_string(n) + " " + unit + (n == 1 ? "" : "s"); };
  if (max == kNoMax) return "at least " + with_unit(min);
  if (min == 0) return "at most " + with_unit(max);
  if (min == max) return "exactly " + with_unit(min);
  return std::to_string(min) + " to " + with_unit(max);
}

}  // namespace duet::detail
