// Multiples of decimal fractions, which binary floating point does not have.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace duet::detail {

// digits * 10^exponent, digits without zeros at the end; all zero for 0.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
};

// The decimal of std::numeric_limits<V>::digits10 digits that is nearest to the value, without its sign.
// @pre value is finite
template <class V>
Decimal to_decimal(V value) {
  constexpr int kDigits = std::numeric_limits<V>::digits10;
  char text[32];  // "1.23456789012345e-308"
  const auto end =
      std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific, kDigits - 1);
  Decimal result;
  const char* p = text;
  for (; *p != 'e'; ++p)
    if (*p != '.') result.digits = result.digits * 10 + static_cast<std::uint64_t>(*p - '0');
  ++p;
  std::from_chars(*p == '+' ? p + 1 : p, end.ptr, result.exponent);
  if (result.digits == 0) return {};
  result.exponent -= kDigits - 1;
  while (result.digits % 10 == 0) {
    result.digits /= 10;
    ++result.exponent;
  }
  return result;
}

// @pre step is finite and not 0
template <class V>
bool is_decimal_multiple(V value, double step) {
  if (!std::isfinite(value)) return false;
  const Decimal whole = to_decimal(value);
  const Decimal part = to_decimal(step);
  if (whole.digits == 0) return true;
  // The digits do not end in 0, so nothing can be taken from them.
  if (whole.exponent < part.exponent) return false;
  std::uint64_t rest = whole.digits % part.digits;
  for (int i = part.exponent; i < whole.exponent && rest != 0; ++i) rest = rest * 10 % part.digits;
  return rest == 0;
}

}  // namespace duet::detail
