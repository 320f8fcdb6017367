// Would a field be sent at all? And: clearing what a caller has no business to set.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

#include "field.hpp"

namespace duet {
namespace detail {

template <class T>
bool is_default(const T& value) {
  if constexpr (kShape<T> == Shape::kOptional)
    return !value.has_value();
  else if constexpr (kShape<T> != Shape::kSingular)
    return value.empty();
  else if constexpr (kKind<T> == Kind::kString || kKind<T> == Kind::kBytes)
    return value.empty();
  else if constexpr (kKind<T> == Kind::kFloat)
    return std::bit_cast<std::uint32_t>(value) == 0;
  else if constexpr (kKind<T> == Kind::kDouble)
    return std::bit_cast<std::uint64_t>(value) == 0;
  else if constexpr (kKind<T> == Kind::kMessage) {
    bool all = true;
    for_each_field<T>([&]<class F>() { all = all && is_default(F::get(value)); });
    if constexpr (kKeepsUnknown<T>) all = all && unknown_fields(value).wire.empty();
    return all;
  } else
    return value == T{};
}

// Calls f(nested) for each model within a field's value, whatever the shape of the field.
template <class Type, class F>
void for_each_nested(Type&& value, F&& f) {
  using Plain = std::remove_cvref_t<Type>;
  if constexpr (kKind<ValueOf<Plain>> == Kind::kMessage) {
    if constexpr (kShape<Plain> == Shape::kSingular)
      f(value);
    else if constexpr (kShape<Plain> == Shape::kOptional) {
      if (value) f(*value);
    } else if constexpr (kShape<Plain> == Shape::kList) {
      for (auto& element : value) f(element);
    } else {
      for (auto& entry : value) f(entry.second);
    }
  }
}

}  // namespace detail

// Sets every output_only field, at any depth, to its default. To be called on what a caller sent.
template <Model T>
void clear_output_only(T& model) {
  detail::for_each_field<T>([&]<class F>() {
    auto&& value = F::get(model);
    if constexpr (F::kOutputOnly && F::kShape == detail::Shape::kOptional)
      value.reset();
    else if constexpr (F::kOutputOnly)
      value = typename F::Type{};
    else
      detail::for_each_nested(value, [](auto& nested) { clear_output_only(nested); });
  });
}

}  // namespace duet
