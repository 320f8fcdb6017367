// reserved, reserved_range, reserved_names: what a model or an enum does not use any more and must never use again.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "markers.hpp"

namespace duet {
namespace detail {

// First and last, both included. Numbers of fields, or of the values of an enum.
struct NumberRange {
  std::int64_t first, last;
};
template <std::size_t N>
struct Reserved {
  std::array<NumberRange, N> ranges;
};
template <std::size_t N>
struct ReservedNames {
  std::array<std::string_view, N> names;
};

template <std::size_t N>
inline constexpr bool kIsModelWord<Reserved<N>> = true;
template <std::size_t N>
inline constexpr bool kIsModelWord<ReservedNames<N>> = true;

template <class Option>
inline constexpr bool kHasRanges = false;
template <std::size_t N>
inline constexpr bool kHasRanges<Reserved<N>> = true;
template <class Option>
inline constexpr bool kHasNames = false;
template <std::size_t N>
inline constexpr bool kHasNames<ReservedNames<N>> = true;

// Calls visit(NumberRange) for each reserved range among the options.
template <class Options, class Visit>
constexpr void for_each_reserved(const Options& options, Visit visit) {
  const auto one = [&](const auto& option) {
    if constexpr (kHasRanges<std::remove_cvref_t<decltype(option)>>)
      for (const NumberRange& range : option.ranges) visit(range);
  };
  std::apply([&](const auto&... all) { (one(all), ...); }, options);
}

// Calls visit(std::string_view) for each reserved name.
template <class Options, class Visit>
constexpr void for_each_reserved_name(const Options& options, Visit visit) {
  const auto one = [&](const auto& option) {
    if constexpr (kHasNames<std::remove_cvref_t<decltype(option)>>)
      for (const std::string_view name : option.names) visit(name);
  };
  std::apply([&](const auto&... all) { (one(all), ...); }, options);
}

template <class Options>
constexpr bool is_reserved(const Options& options, std::int64_t number) {
  bool found = false;
  for_each_reserved(options, [&](NumberRange r) { found = found || (number >= r.first && number <= r.last); });
  return found;
}
template <class Options>
constexpr bool is_reserved(const Options& options, std::string_view name) {
  bool found = false;
  for_each_reserved_name(options, [&](std::string_view reserved) { found = found || reserved == name; });
  return found;
}

// Are the ranges within [min, max], and is nothing in two of them, no name there twice?
template <class Options>
constexpr bool reserves_properly(const Options& options, std::int64_t min, std::int64_t max) {
  bool proper = true;
  for_each_reserved(options, [&](NumberRange r) {
    proper = proper && r.first >= min && r.first <= r.last && r.last <= max;
    std::size_t overlaps = 0;
    for_each_reserved(options, [&](NumberRange other) { overlaps += r.first <= other.last && other.first <= r.last; });
    proper = proper && overlaps == 1;
  });
  for_each_reserved_name(options, [&](std::string_view name) {
    std::size_t same = 0;
    for_each_reserved_name(options, [&](std::string_view other) { same += name == other; });
    proper = proper && same == 1;
  });
  return proper;
}

}  // namespace detail

// Numbers of fields, or of an enum's values, that are no longer used and must not come back with another meaning.
template <std::integral... Numbers>
requires(sizeof...(Numbers) > 0) constexpr auto reserved(Numbers... numbers) {
  return detail::Reserved<sizeof...(Numbers)>{
      {{{static_cast<std::int64_t>(numbers), static_cast<std::int64_t>(numbers)}...}}};
}
// From `first` to `last`, both included. duet::reserved_range(1000, 536870911) is "1000 to max".
constexpr detail::Reserved<1> reserved_range(std::int64_t first, std::int64_t last) { return {{{{first, last}}}}; }
// Names of fields, or of values, that were used before.
template <std::convertible_to<std::string_view>... Names>
requires(sizeof...(Names) > 0) constexpr auto reserved_names(Names... names) {
  return detail::ReservedNames<sizeof...(Names)>{{std::string_view(names)...}};
}

}  // namespace duet
