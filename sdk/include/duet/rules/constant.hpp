// Rules that name values: equals, in and not_in for numbers, bools, strings, bytes, enums, Timestamp and Duration;
// defined_only for enums. On a list or map they hold for each value in it.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "markers.hpp"
#include "number.hpp"
#include "order.hpp"
#include "words.hpp"

namespace duet {
namespace detail {

template <class T>
concept RuleText = std::convertible_to<T, std::string_view>;
template <class T>
concept RuleConstant = RuleText<T> || RuleBound<T> || std::same_as<T, bool> || std::is_enum_v<T>;

template <class... Ts>
inline constexpr bool kAreTexts = (RuleText<Ts> && ...);
template <class First, class... Ts>
inline constexpr bool kAreSame = (std::same_as<First, Ts> && ...);
template <class... Ts>
inline constexpr bool kAreOneType = kAreTexts<Ts...> || kAreSame<Ts...> || (RuleNumber<Ts> && ...);
template <class... Ts>
inline constexpr bool kMixSigns =
    !kAreSame<Ts...> && (std::integral<Ts> && ...) && (std::is_signed_v<Ts> || ...) && (std::is_unsigned_v<Ts> || ...);

// How constants of these types are kept together: text as std::string_view, integers of different types in the widest
// one, numbers of which some have a fraction as double.
template <class... Ts>
constexpr auto constant_type() {
  if constexpr (kAreTexts<Ts...>)
    return std::string_view();
  else if constexpr (kAreSame<Ts...>)
    return std::tuple_element_t<0, std::tuple<Ts...>>();
  else if constexpr ((std::integral<Ts> && ...))
    return std::common_type_t<Ts...>();
  else
    return double();
}

// The list as a `Rule`, or, where it has been refused, something harmless, so that the refusal is the only error.
template <template <class, std::size_t> class Rule, class... Cs>
constexpr auto constant_list(Cs... constants) {
  static_assert(kAreOneType<Cs...>, "in(), not_in(): all constants are of one type");
  static_assert(!kMixSigns<Cs...>,
                "in(), not_in(): signed and unsigned constants do not mix; write all of them with one type");
  if constexpr (kAreOneType<Cs...> && !kMixSigns<Cs...>) {
    using Kept = decltype(constant_type<Cs...>());
    return Rule<Kept, sizeof...(Cs)>{{static_cast<Kept>(constants)...}};
  } else {
    return Doc{};
  }
}

template <class C>
struct Equals {
  static constexpr For kFor = For::kConstant;
  using Constant = C;
  std::array<C, 1> values;
  constexpr unsigned aspects() const { return kSettlesEquals; }
  std::string words(Kind) const { return "must be " + value_words(values[0]); }
  template <class V>
  constexpr const char* broken(const V& value) const {
    return is_same(value, values[0]) ? nullptr : "not_equal";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.equals(values[0]);
  }
};

template <class C, std::size_t N>
struct In {
  static constexpr For kFor = For::kConstant;
  using Constant = C;
  std::array<C, N> values;
  constexpr unsigned aspects() const { return kSettlesIn; }
  std::string words(Kind) const { return "must be one of " + list_words(values); }
  template <class V>
  constexpr const char* broken(const V& value) const {
    for (const C& each : values)
      if (is_same(value, each)) return nullptr;
    return "not_in_list";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    for (const C& each : values) sink.in(each);
  }
};

template <class C, std::size_t N>
struct NotIn {
  static constexpr For kFor = For::kConstant;
  using Constant = C;
  std::array<C, N> values;
  constexpr unsigned aspects() const { return kSettlesNotIn; }
  std::string words(Kind) const { return "must not be " + list_words(values); }
  template <class V>
  constexpr const char* broken(const V& value) const {
    for (const C& each : values)
      if (is_same(value, each)) return "in_forbidden_list";
    return nullptr;
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    for (const C& each : values) sink.not_in(each);
  }
};

struct DefinedOnly {
  static constexpr For kFor = For::kEnum;
  constexpr unsigned aspects() const { return kSettlesDefined; }
  template <class E>
  static std::string words() {
    std::vector<E> all;  // without aliases
    for (const EnumValue& value : EnumInfo<E>::kData.values)
      if (EnumInfo<E>::name_of(value.number) == value.name) all.push_back(static_cast<E>(value.number));
    return "must be one of " + list_words(all);
  }
  template <class E>
  constexpr const char* broken(E value) const {
    return EnumInfo<E>::name_of(static_cast<std::int32_t>(value)).empty() ? "enum_undefined" : nullptr;
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.defined_only();
  }
};

}  // namespace detail

// The value is this one. Of text, bytes (text with "\x00"sv and the like), numbers, bools, enums, Timestamp, Duration.
// Floating point numbers are compared at the precision of the field; NaN equals nothing.
template <detail::RuleConstant C>
constexpr auto equals(C constant) {
  using Kept = decltype(detail::constant_type<C>());
  return detail::Equals<Kept>{{Kept(constant)}};
}

// One of these; none of these. in("EUR", "USD"), not_in(0, 13), in(Color::red, Color::blue).
template <detail::RuleConstant... Cs>
requires(sizeof...(Cs) > 0) constexpr auto in(Cs... constants) {
  return detail::constant_list<detail::In>(constants...);
}
template <detail::RuleConstant... Cs>
requires(sizeof...(Cs) > 0) constexpr auto not_in(Cs... constants) {
  return detail::constant_list<detail::NotIn>(constants...);
}

// Only numbers that have a name in DUET_ENUM. Without it an enum takes any number, as proto3 has it.
inline constexpr detail::DefinedOnly defined_only{};

}  // namespace duet
