// Rules for lists and maps themselves: items, min_items, max_items; unique for lists; keys for maps.
#pragma once

#include <cstddef>
#include <string>
#include <tuple>

#include "bundle.hpp"
#include "words.hpp"

namespace duet {
namespace detail {

struct Items {
  std::size_t min, max;
  constexpr bool has_min() const { return min != 0; }
  constexpr bool has_max() const { return max != kNoMax; }
  std::string words() const { return "must have " + count_words(min, max, "item"); }
  const char* broken(std::size_t n) const { return n < min ? "too_few_items" : n > max ? "too_many_items" : nullptr; }
};

struct Unique {};  // checked by rules/unique.hpp

template <class... Rules>
struct Keys {
  std::tuple<Rules...> rules;
};

template <class Rule>
inline constexpr bool kIsKeys = false;
template <class... Rules>
inline constexpr bool kIsKeys<Keys<Rules...>> = true;

template <class... Rules>
constexpr Keys<Rules...> make_keys(std::tuple<Rules...> rules) {
  return {rules};
}

}  // namespace detail

// How many elements a list, or entries a map, has.
constexpr detail::Items items(std::size_t min, std::size_t max) { return {min, max}; }
constexpr detail::Items min_items(std::size_t min) { return {min, detail::kNoMax}; }
constexpr detail::Items max_items(std::size_t max) { return {0, max}; }

// No element of the list is there twice: numbers, bools, strings, bytes, enums. 0.0 and -0.0 are the same, NaN is like
// nothing. Up to 64 elements take no memory; more cost O(n log n), so bound hostile lists with max_items.
inline constexpr detail::Unique unique{};

// Rules for each key of a map: keys(duet::length(3, 3)). Their violations have "key_" before their type.
template <class... Rules>
constexpr auto keys(Rules... rules) {
  return detail::make_keys(detail::flatten(rules...));
}

}  // namespace duet
