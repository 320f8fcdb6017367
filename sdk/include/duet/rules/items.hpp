// Rules for the number of elements of a list or map: items, min_items, max_items.
#pragma once

#include <cstddef>
#include <string>

#include "text.hpp"

namespace duet {
namespace detail {

struct Items {
  std::size_t min, max;
  std::string words() const { return "must have " + count_words(min, max, "item"); }
  const char* broken(std::size_t n) const { return n < min ? "too_few_items" : n > max ? "too_many_items" : nullptr; }
};

}  // namespace detail

constexpr detail::Items items(std::size_t min, std::size_t max) { return {min, max}; }
constexpr detail::Items min_items(std::size_t min) { return {min, detail::kNoMax}; }
constexpr detail::Items max_items(std::size_t max) { return {0, max}; }

}  // namespace duet
