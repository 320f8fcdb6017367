// Is a text JSON (RFC 8259)? At compile time, for example() and default_is().
#pragma once

#include <cstddef>
#include <string_view>

#include "format/ascii.hpp"

namespace duet::detail {

class JsonCheck {
 public:
  static constexpr bool is_valid(std::string_view text) {
    JsonCheck reader(text);
    reader.skip_blanks();
    if (!reader.value(kMaxLevels)) return false;
    reader.skip_blanks();
    return reader.rest_.empty();
  }

 private:
  static constexpr int kMaxLevels = 100;

  explicit constexpr JsonCheck(std::string_view text) : rest_(text) {}

  constexpr char next() const { return rest_.empty() ? '\0' : rest_.front(); }
  constexpr bool take(char c) {
    if (next() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  constexpr bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  constexpr void skip_blanks() {
    while (is_any_of(next(), " \t\r\n")) rest_.remove_prefix(1);
  }

  constexpr bool value(int levels) {
    if (levels == 0) return false;
    if (next() == '"') return string();
    if (next() == '{') return members(levels);
    if (next() == '[') return elements(levels);
    return take("true") || take("false") || take("null") || number();
  }

  constexpr bool digits() {
    std::size_t n = 0;
    for (; is_digit(next()); ++n) rest_.remove_prefix(1);
    return n != 0;
  }
  constexpr bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  constexpr bool string() {
    if (!take('"')) return false;
    while (!rest_.empty() && next() != '"') {
      if (static_cast<unsigned char>(next()) < 0x20) return false;
      if (take('\\')) {
        if (take('u')) {
          for (int i = 0; i < 4; ++i) {
            if (!is_hex_digit(next())) return false;
            rest_.remove_prefix(1);
          }
          continue;
        }
        if (rest_.empty() || !is_any_of(next(), "\"\\/bfnrt")) return false;
      }
      rest_.remove_prefix(1);
    }
    return take('"');
  }

  constexpr bool elements(int levels) {
    take('[');
    skip_blanks();
    if (take(']')) return true;
    do {
      skip_blanks();
      if (!value(levels - 1)) return false;
      skip_blanks();
    } while (take(','));
    return take(']');
  }

  constexpr bool members(int levels) {
    take('{');
    skip_blanks();
    if (take('}')) return true;
    do {
      skip_blanks();
      if (!string()) return false;
      skip_blanks();
      if (!take(':')) return false;
      skip_blanks();
      if (!value(levels - 1)) return false;
      skip_blanks();
    } while (take(','));
    return take('}');
  }

  std::string_view rest_;
};

}  // namespace duet::detail
