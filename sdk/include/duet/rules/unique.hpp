// Looking for elements of a list that are there twice.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "text.hpp"

namespace duet::detail {

// What stands for an element when it is compared: floating point by its bits, since NaN has no order.
template <class V>
auto unique_key(const V& value) {
  if constexpr (std::is_same_v<V, float>)
    return std::bit_cast<std::uint32_t>(value == 0 ? 0.0F : value);
  else if constexpr (std::is_same_v<V, double>)
    return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
  else if constexpr (std::is_arithmetic_v<V> || std::is_enum_v<V>)
    return value;
  else
    return view_of(value);
}

struct Repeated {
  std::size_t first, second;  // positions; the same if nothing is there twice
};

// The first element that repeats one before it. `keys` has each element's key and position; it gets another order.
template <class Key>
Repeated find_repeated(std::span<std::pair<Key, std::size_t>> keys) {
  std::sort(keys.begin(), keys.end());
  Repeated found{0, 0};
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i].first != keys[i - 1].first) continue;
    const Repeated here{keys[i - 1].second, keys[i].second};
    if (found.first == found.second || here.second < found.second) found = here;
  }
  return found;
}

template <class V, class List>
Repeated find_repeated(const List& list) {
  using Key = decltype(unique_key(std::declval<const V&>()));
  using Entry = std::pair<Key, std::size_t>;
  constexpr std::size_t kOnStack = 64;
  std::array<Entry, kOnStack> few;
  std::vector<Entry> many;
  if (list.size() > kOnStack) many.resize(list.size());
  const std::span<Entry> keys = list.size() > kOnStack ? std::span<Entry>(many) : std::span<Entry>(few);
  std::size_t count = 0, position = 0;
  for (const auto& element : list) {
    const V& value = element;
    if (value == value) keys[count++] = {unique_key(value), position};  // not NaN
    ++position;
  }
  return find_repeated(keys.first(count));
}

}  // namespace duet::detail
