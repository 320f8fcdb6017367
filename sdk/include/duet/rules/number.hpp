// Rules for numbers and for Timestamp and Duration: gt, ge, lt, le, range; for numbers alone: multiple_of and finite.
// On a list or map they hold for each value in it.
//
// NaN obeys none of them. A Timestamp or Duration that is not valid (nanos out of range) obeys no bound. Infinity is a
// number like others to bounds: gt(0.0) takes it, finite does not.
#pragma once

#include <cmath>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "decimal.hpp"
#include "order.hpp"
#include "words.hpp"

namespace duet {
namespace detail {

template <class N>
struct Gt {
  static constexpr For kFor = For::kOrdered;
  using Bound = N;
  N bound;
  constexpr unsigned aspects() const { return kSettlesLower; }
  std::string words(Kind) const { return "must be > " + value_words(bound); }
  template <class V>
  constexpr const char* broken(const V& value) const {
    return order(value, bound) == 1 ? nullptr : "greater_than";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.gt(bound);
  }
};

template <class N>
struct Ge {
  static constexpr For kFor = For::kOrdered;
  using Bound = N;
  N bound;
  constexpr unsigned aspects() const { return kSettlesLower; }
  std::string words(Kind) const { return "must be >= " + value_words(bound); }
  template <class V>
  constexpr const char* broken(const V& value) const {
    const int sign = order(value, bound);
    return sign == 1 || sign == 0 ? nullptr : "greater_than_equal";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.ge(bound);
  }
};

template <class N>
struct Lt {
  static constexpr For kFor = For::kOrdered;
  using Bound = N;
  N bound;
  constexpr unsigned aspects() const { return kSettlesUpper; }
  std::string words(Kind) const { return "must be < " + value_words(bound); }
  template <class V>
  constexpr const char* broken(const V& value) const {
    return order(value, bound) == -1 ? nullptr : "less_than";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.lt(bound);
  }
};

template <class N>
struct Le {
  static constexpr For kFor = For::kOrdered;
  using Bound = N;
  N bound;
  constexpr unsigned aspects() const { return kSettlesUpper; }
  std::string words(Kind) const { return "must be <= " + value_words(bound); }
  template <class V>
  constexpr const char* broken(const V& value) const {
    const int sign = order(value, bound);
    return sign == -1 || sign == 0 ? nullptr : "less_than_equal";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.le(bound);
  }
};

struct MultipleOf {
  static constexpr For kFor = For::kNumber;
  double step;
  bool exact;  // the number that was written, unrounded
  constexpr unsigned aspects() const { return kSettlesMultiple; }
  std::string words(Kind) const { return "must be a multiple of " + number_text(step); }
  template <class V>
  const char* broken(V value) const {
    if constexpr (std::integral<V>)
      return value % static_cast<V>(step) == 0 ? nullptr : "multiple_of";
    else
      return is_decimal_multiple(value, step) ? nullptr : "multiple_of";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.multiple_of(step);
  }
};

struct Finite {
  static constexpr For kFor = For::kFloating;
  constexpr unsigned aspects() const { return kSettlesFinite; }
  std::string words(Kind) const { return "must be a finite number"; }
  template <class V>
  const char* broken(V value) const {
    return std::isfinite(value) ? nullptr : "finite_number";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.finite();
  }
};

template <class N>
concept RuleNumber = std::is_arithmetic_v<N> && !std::same_as<N, bool>;
template <class N>
concept RuleBound = RuleNumber<N> || kIsTime<N>;

// low <= value <= high, as one rule with words of its own.
template <class A, class B>
struct Range {
  static constexpr For kFor = For::kOrdered;
  Ge<A> low;
  Le<B> high;
  constexpr unsigned aspects() const { return kSettlesLower | kSettlesUpper; }
  std::string words(Kind) const { return "must be from " + value_words(low.bound) + " to " + value_words(high.bound); }
  template <class V>
  constexpr const char* broken(const V& value) const {
    if (const char* type = low.broken(value)) return type;
    return high.broken(value);
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    low.tell(sink);
    high.tell(sink);
  }
};

}  // namespace detail

// Greater than, at least, less than, at most. The bound is a number for numbers, a duet::Timestamp or duet::Duration
// for those.
template <detail::RuleBound N>
constexpr detail::Gt<N> gt(N bound) {
  return {bound};
}
template <detail::RuleBound N>
constexpr detail::Ge<N> ge(N bound) {
  return {bound};
}
template <detail::RuleBound N>
constexpr detail::Lt<N> lt(N bound) {
  return {bound};
}
template <detail::RuleBound N>
constexpr detail::Le<N> le(N bound) {
  return {bound};
}
// low <= value <= high.
template <detail::RuleBound A, detail::RuleBound B>
constexpr detail::Range<A, B> range(A low, B high) {
  return {{low}, {high}};
}

// A multiple of `step`, which is greater than 0. Exact for integers. A floating point number is taken as the decimal of
// 15 significant digits (a float: of 6) that it stands for, as many as survive in it, so that 0.3 and 0.1 + 0.2 are
// multiples of 0.1. An integer is 2^53 at most, up to where a double, as which the contract has it, is exact.
template <detail::RuleNumber N>
constexpr detail::MultipleOf multiple_of(N step) {
  constexpr long long kExact = 9007199254740992;  // 2^53
  if constexpr (std::integral<N> && sizeof(N) >= sizeof(kExact))
    return {static_cast<double>(step), std::cmp_less_equal(step, kExact)};
  else
    return {static_cast<double>(step), true};
}

// Neither infinite nor NaN.
inline constexpr detail::Finite finite{};

}  // namespace duet
