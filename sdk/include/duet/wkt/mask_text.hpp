// The paths of a FieldMask as proto3 JSON writes them: "address.street,postalCode" (google/protobuf/field_mask.proto).
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duet::detail {

// Why one cannot be written.
inline constexpr std::string_view kNotFieldMask =
    "has a path that JSON cannot show: names are of a-z, 0-9 and single _";

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_path_character(char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '.'; }

// Appends the path in proto names for one in lowerCamel names. False if it is none.
inline bool append_snake_path(std::string& to, std::string_view camel) {
  for (const char c : camel) {
    if (is_upper(c))
      to.append(1, '_').append(1, static_cast<char>(c - 'A' + 'a'));
    else if (is_path_character(c))
      to += c;
    else
      return false;
  }
  return !camel.empty();
}

// Replaces `paths`. False if the text is not a list of paths.
inline bool parse_field_mask(std::string_view text, std::vector<std::string>& paths) {
  paths.clear();
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (!append_snake_path(paths.emplace_back(), text.substr(0, comma)) || comma + 1 == text.size()) return false;
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return true;
}

// Appends one path in lowerCamel names. False, and what is there is of no use, if reading it would give another path.
inline bool append_camel_path(std::string& to, std::string_view snake) {
  for (std::size_t i = 0; i < snake.size(); ++i) {
    if (is_path_character(snake[i])) {
      to += snake[i];
    } else if (snake[i] == '_' && i + 1 < snake.size() && is_lower(snake[i + 1])) {
      to += static_cast<char>(snake[++i] - 'a' + 'A');
    } else {
      return false;
    }
  }
  return !snake.empty();
}

}  // namespace duet::detail
