// Text with `{}` placeholders: duet::format("no item with id {}", id).
//
// The number of placeholders is compared with the number of arguments when the program is compiled. `{{` and `}}` stand
// for the braces themselves. There are no format specifications. Arguments: text, characters, bool, integers, floating
// point (the shortest text that reads back the same), and types with a to_text(value) beside them.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace duet {
namespace detail {

// Not constexpr, so that reaching one of them in a constant expression is an error that carries its name.
void the_number_of_placeholders_differs_from_the_number_of_arguments();
void the_format_text_has_a_brace_without_its_partner();

consteval std::size_t count_placeholders(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{' && text[i] != '}') continue;
    const bool has_next = i + 1 < text.size();
    if (has_next && text[i + 1] == text[i]) {
      ++i;
    } else if (text[i] == '{' && has_next && text[i + 1] == '}') {
      ++count;
      ++i;
    } else {
      the_format_text_has_a_brace_without_its_partner();
    }
  }
  return count;
}

template <class T>
concept HasToText = requires(const T& value) {
  { to_text(value) } -> std::convertible_to<std::string_view>;
};

template <class T>
inline constexpr bool kCannotFormat = false;

template <class T>
void append_value(std::string& out, const T& value) {
  if constexpr (std::same_as<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::same_as<T, char>) {
    out += value;
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    out += std::string_view(value);
  } else if constexpr (HasToText<T>) {
    out += std::string_view(to_text(value));
  } else if constexpr (std::is_arithmetic_v<T>) {
    std::array<char, 64> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    out.append(buffer.data(), end);
  } else {
    static_assert(kCannotFormat<T>, "duet::format: no text for a value of this type; pass text or a number");
  }
}

// Copies `text` up to the next placeholder, steps behind it and returns true; false at the end of the text.
inline bool copy_until_placeholder(std::string& out, std::string_view& text) {
  while (true) {
    const std::size_t brace = text.find_first_of("{}");
    if (brace == std::string_view::npos) {
      out.append(text);
      text = {};
      return false;
    }
    const bool is_escaped = text[brace + 1] == text[brace];
    out.append(text.substr(0, is_escaped ? brace + 1 : brace));
    text.remove_prefix(brace + 2);
    if (!is_escaped) return true;
  }
}

}  // namespace detail

// A text that was checked, when it was compiled, to have one `{}` for each of `Args`.
template <class... Args>
class BasicFormatString {
 public:
  template <class Text>
  requires std::convertible_to<const Text&, std::string_view>
  consteval BasicFormatString(const Text& text) : text_(text) {
    if (detail::count_placeholders(text_) != sizeof...(Args)) {
      detail::the_number_of_placeholders_differs_from_the_number_of_arguments();
    }
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

template <class... Args>
using FormatString = BasicFormatString<std::type_identity_t<Args>...>;

// Appends the formatted text to `out`.
template <class... Args>
void format_to(std::string& out, FormatString<Args...> format, const Args&... args) {
  std::string_view rest = format.text();
  ((detail::copy_until_placeholder(out, rest), detail::append_value(out, args)), ...);
  detail::copy_until_placeholder(out, rest);
}

template <class... Args>
[[nodiscard]] std::string format(FormatString<Args...> format, const Args&... args) {
  std::string out;
  format_to<Args...>(out, format, args...);
  return out;
}

}  // namespace duet
