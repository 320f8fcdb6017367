// A place in config.toml.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace duet::config {

// Both count from 1; a line of 0 is no place in particular. Columns count code points.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

// "config.toml:14:1", or the file alone where there is no place.
inline std::string show_location(std::string_view file, Position position) {
  std::string text(file);
  if (position.line != 0) text += ':' + std::to_string(position.line) + ':' + std::to_string(position.column);
  return text;
}

}  // namespace duet::config
