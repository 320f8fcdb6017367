// Rules for numbers: gt, ge, lt, le, range. On a list or map they hold for each value in it.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

namespace duet {
namespace detail {

template <class N>
std::string number_text(N number) {
  char buffer[40];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
}

// -1, 0, 1, or 2 if one of them is NaN. Exact for integers of any sign.
template <class A, class B>
constexpr int compare_numbers(A a, B b) {
  if constexpr (std::integral<A> && std::integral<B>) {
    return std::cmp_less(a, b) ? -1 : std::cmp_less(b, a) ? 1 : 0;
  } else {
    const auto x = static_cast<double>(a);
    const auto y = static_cast<double>(b);
    return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
  }
}

// A rule has words() for people and broken(value): the type of the violation, or nullptr if the value obeys.
template <class N>
struct NumberRule {
  using Bound = N;
};

template <class N>
struct Gt : NumberRule<N> {
  N bound;
  explicit constexpr Gt(N b) : bound(b) {}
  std::string words() const { return "must be > " + number_text(bound); }
  template <class V>
  constexpr const char* broken(V value) const {
    return compare_numbers(value, bound) == 1 ? nullptr : "greater_than";
  }
};

template <class N>
struct Ge : NumberRule<N> {
  N bound;
  explicit constexpr Ge(N b) : bound(b) {}
  std::string words() const { return "must be >= " + number_text(bound); }
  template <class V>
  constexpr const char* broken(V value) const {
    const int order = compare_numbers(value, bound);
    return order == 1 || order == 0 ? nullptr : "greater_than_equal";
  }
};

template <class N>
struct Lt : NumberRule<N> {
  N bound;
  explicit constexpr Lt(N b) : bound(b) {}
  std::string words() const { return "must be < " + number_text(bound); }
  template <class V>
  constexpr const char* broken(V value) const {
    return compare_numbers(value, bound) == -1 ? nullptr : "less_than";
  }
};

template <class N>
struct Le : NumberRule<N> {
  N bound;
  explicit constexpr Le(N b) : bound(b) {}
  std::string words() const { return "must be <= " + number_text(bound); }
  template <class V>
  constexpr const char* broken(V value) const {
    const int order = compare_numbers(value, bound);
    return order == -1 || order == 0 ? nullptr : "less_than_equal";
  }
};

template <class N>
struct Range : NumberRule<N> {
  N low, high;
  constexpr Range(N a, N b) : low(a), high(b) {}
  std::string words() const { return "must be from " + number_text(low) + " to " + number_text(high); }
  template <class V>
  constexpr const char* broken(V value) const {
    if (const char* type = Ge<N>(low).broken(value)) return type;
    return Le<N>(high).broken(value);
  }
};

template <class N>
concept RuleNumber = std::is_arithmetic_v<N> && !std::same_as<N, bool>;

}  // namespace detail

template <detail::RuleNumber N>
constexpr detail::Gt<N> gt(N bound) {
  return detail::Gt<N>(bound);
}
template <detail::RuleNumber N>
constexpr detail::Ge<N> ge(N bound) {
  return detail::Ge<N>(bound);
}
template <detail::RuleNumber N>
constexpr detail::Lt<N> lt(N bound) {
  return detail::Lt<N>(bound);
}
template <detail::RuleNumber N>
constexpr detail::Le<N> le(N bound) {
  return detail::Le<N>(bound);
}
// low <= value <= high.
template <detail::RuleNumber A, detail::RuleNumber B>
constexpr auto range(A low, B high) {
  using N = std::common_type_t<A, B>;
  return detail::Range<N>(static_cast<N>(low), static_cast<N>(high));
}

}  // namespace duet
