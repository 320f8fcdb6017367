// Comparing a value with the constant of a rule: exact for integers of any sign, at the precision of the field for
// floating point, and for times only if they are valid.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include "../wkt/time_text.hpp"
#include "subject.hpp"

namespace duet::detail {

template <class T>
constexpr bool is_valid_time(const T& time) {
  if constexpr (kIsTimestamp<T>)
    return is_timestamp(time.seconds, time.nanos);
  else
    return is_duration(time.seconds, time.nanos);
}

// -1, 0, 1 as value < = > bound, or 2 if they have no order (NaN, a time that is not valid).
template <class V, class B>
constexpr int order(const V& value, const B& bound) {
  if constexpr (std::is_integral_v<V> && std::is_integral_v<B>) {
    return std::cmp_less(value, bound) ? -1 : std::cmp_less(bound, value) ? 1 : 0;
  } else if constexpr (std::is_arithmetic_v<V>) {
    const V other = static_cast<V>(bound);
    return value < other ? -1 : value > other ? 1 : value == other ? 0 : 2;
  } else {
    if (!is_valid_time(value)) return 2;
    if (value.seconds != bound.seconds) return value.seconds < bound.seconds ? -1 : 1;
    return value.nanos < bound.nanos ? -1 : value.nanos > bound.nanos ? 1 : 0;
  }
}

// Is the value the constant? Of text, bytes, numbers, bools, enums and times.
template <class V, class B>
constexpr bool is_same(const V& value, const B& constant) {
  if constexpr (std::is_same_v<V, bool> || std::is_enum_v<V>)
    return value == constant;
  else if constexpr (std::is_same_v<V, Bytes>)
    return value.view() == constant;
  else if constexpr (std::is_convertible_v<const V&, std::string_view>)
    return std::string_view(value) == constant;
  else
    return order(value, constant) == 0;
}

// Can a field of type V have this value at all?
template <class V, class B>
constexpr bool fits(const B& bound) {
  if constexpr (std::is_integral_v<V>)
    return std::in_range<V>(bound);
  else if constexpr (std::is_same_v<V, float> && std::is_floating_point_v<B>)
    return bound == bound && (bound <= std::numeric_limits<float>::max() || bound > std::numeric_limits<B>::max()) &&
           (bound >= std::numeric_limits<float>::lowest() || bound < std::numeric_limits<B>::lowest());
  else if constexpr (std::is_arithmetic_v<V>)
    return bound == bound;
  else
    return is_valid_time(bound);
}

}  // namespace duet::detail
