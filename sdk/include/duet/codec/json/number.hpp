// Numbers in JSON text, exactly: 64 bit integers never pass through a double, and "1e536870000" costs nothing.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace duet::detail {

enum class Parsed { kOk, kMalformed, kFraction, kOutOfRange };

// The parts of a number in JSON's grammar (RFC 8259, section 6).
struct NumberParts {
  bool negative = false;
  std::string_view whole, fraction;
  long exponent = 0;  // held within +-100000: beyond that nothing fits any type
};

inline std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; }) -
                                  text.begin());
}

inline bool split_number(std::string_view text, NumberParts& parts) {
  const auto take = [&text](std::size_t n) {
    const std::string_view part = text.substr(0, n);
    text.remove_prefix(n);
    return part;
  };
  if (text.starts_with('-')) parts.negative = !take(1).empty();
  parts.whole = take(count_digits(text));
  if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole[0] == '0')) return false;
  if (text.starts_with('.')) {
    take(1);
    parts.fraction = take(count_digits(text));
    if (parts.fraction.empty()) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    take(1);
    const bool down = text.starts_with('-');
    if (down || text.starts_with('+')) take(1);
    const std::string_view digits = take(count_digits(text));
    if (digits.empty()) return false;
    for (const char c : digits) parts.exponent = std::min(parts.exponent * 10 + (c - '0'), 100000L);
    if (down) parts.exponent = -parts.exponent;
  }
  return text.empty();
}

// The value of a number that is written with a fraction or an exponent but is whole: "1e5", "100.000".
inline Parsed whole_value(const NumberParts& parts, std::uint64_t& value) {
  const auto size = static_cast<long>(parts.whole.size() + parts.fraction.size());
  const auto digit = [&parts](long i) {
    const auto at = static_cast<std::size_t>(i);
    return at < parts.whole.size() ? parts.whole[at] : parts.fraction[at - parts.whole.size()];
  };
  long first = 0, last = size;
  while (first < size && digit(first) == '0') ++first;
  while (last > first && digit(last - 1) == '0') --last;
  value = 0;
  if (first == last) return Parsed::kOk;
  const long zeros = parts.exponent - static_cast<long>(parts.fraction.size()) + (size - last);
  if (zeros < 0) return Parsed::kFraction;
  if (last - first + zeros > 20) return Parsed::kOutOfRange;
  for (long i = first; i < last + zeros; ++i) {
    const auto next = static_cast<std::uint64_t>(i < last ? digit(i) - '0' : 0);
    if (__builtin_mul_overflow(value, std::uint64_t{10}, &value) || __builtin_add_overflow(value, next, &value))
      return Parsed::kOutOfRange;
  }
  return Parsed::kOk;
}

template <class Int>
Parsed parse_integer(std::string_view text, Int& value) {
  const char* const end = text.data() + text.size();
  const bool is_plain = !text.empty() && text[0] >= '1' && text[0] <= '9';
  if (is_plain) {
    Int plain{};  // `value` stays as it is if the text does not fit
    const auto [stop, error] = std::from_chars(text.data(), end, plain);
    if (stop == end && error == std::errc()) return (value = plain), Parsed::kOk;
  }
  NumberParts parts;
  if (!split_number(text, parts)) return Parsed::kMalformed;
  std::uint64_t size = 0;
  const Parsed parsed = whole_value(parts, size);
  if (parsed != Parsed::kOk) return parsed;
  const auto max = static_cast<std::uint64_t>(std::numeric_limits<Int>::max());
  if (!parts.negative) {
    if (size > max) return Parsed::kOutOfRange;
    value = static_cast<Int>(size);
    return Parsed::kOk;
  }
  if (size > (std::is_signed_v<Int> ? max + 1 : 0)) return Parsed::kOutOfRange;
  value = static_cast<Int>(0 - size);
  return Parsed::kOk;
}

// Rounds correctly; what is too small becomes zero, what is too large is out of range.
template <class Float>
Parsed parse_float(std::string_view text, Float& value) {
  NumberParts parts;
  if (!split_number(text, parts)) return Parsed::kMalformed;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc()) return std::isinf(value) ? Parsed::kOutOfRange : Parsed::kOk;
  // from_chars does not tell too large from too small: the place of the first digit that is not zero does.
  const std::size_t lead = parts.whole.find_first_not_of('0');
  const std::size_t lead_fraction = std::min(parts.fraction.find_first_not_of('0'), parts.fraction.size());
  const long magnitude = (lead != std::string_view::npos ? static_cast<long>(parts.whole.size() - lead)
                                                         : -static_cast<long>(lead_fraction)) +
                         parts.exponent;
  if (magnitude > 0) return Parsed::kOutOfRange;
  value = parts.negative ? -Float{0} : Float{0};
  return Parsed::kOk;
}

}  // namespace duet::detail
