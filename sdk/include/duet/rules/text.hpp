// Rules for text: length, min_length, max_length (code points; bytes for duet::Bytes) and pattern.
// On a list or map they hold for each value in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "../model/bytes.hpp"
#include "../model/utf8.hpp"

namespace duet {
namespace detail {

inline constexpr std::size_t kNoMax = static_cast<std::size_t>(-1);

// "1 to 80 characters", "at least 1 item", "at most 3 items".
inline std::string count_words(std::size_t min, std::size_t max, const char* unit) {
  const auto with_unit = [unit](std::size_t n) { return std::to_string(n) + " " + unit + (n == 1 ? "" : "s"); };
  if (max == kNoMax) return "at least " + with_unit(min);
  if (min == 0) return "at most " + with_unit(max);
  if (min == max) return "exactly " + with_unit(min);
  return std::to_string(min) + " to " + with_unit(max);
}

struct Length {
  std::size_t min, max;
  std::string words() const { return "must have " + count_words(min, max, "character"); }
  const char* broken(std::size_t n) const {
    return n < min ? "string_too_short" : n > max ? "string_too_long" : nullptr;
  }
  const char* broken(const std::string& value) const { return broken(code_points(value)); }
  const char* broken(const Bytes& value) const { return broken(value.size()); }
};

// Checked by the host's engine: see rules/pattern_engine.hpp.
struct Pattern {
  std::string_view text;
  std::string words() const { return "must match the pattern " + std::string(text); }
};

}  // namespace detail

constexpr detail::Length length(std::size_t min, std::size_t max) { return {min, max}; }
constexpr detail::Length min_length(std::size_t min) { return {min, detail::kNoMax}; }
constexpr detail::Length max_length(std::size_t max) { return {0, max}; }

// A regular expression in RE2's syntax (https://github.com/google/re2/wiki/Syntax) that must match somewhere in the
// text: anchor it with ^ and $ to match the whole.
constexpr detail::Pattern pattern(std::string_view text) { return {text}; }

}  // namespace duet
