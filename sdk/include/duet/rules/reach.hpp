// Does a model have rules at all, itself or in what is within it? Where there are none, nothing is looked at.
#pragma once

#include <concepts>
#include <tuple>
#include <type_traits>

#include "place.hpp"

namespace duet::detail {

template <class Rule>
inline constexpr bool kIsRule = ValueRule<Rule> || kIsKeys<Rule> || std::same_as<Rule, Items> ||
                                std::same_as<Rule, Unique> || std::same_as<Rule, Required>;
template <class Rules>
inline constexpr bool kHasOwnRule = false;
template <class... Rules>
inline constexpr bool kHasOwnRule<std::tuple<Rules...>> = (kIsRule<Rules> || ...);

template <class Option>
inline constexpr bool kIsCheck = false;
template <class T>
inline constexpr bool kIsCheck<Check<T>> = true;
template <class Options>
inline constexpr bool kHasCheck = false;
template <class... Options>
inline constexpr bool kHasCheck<std::tuple<Options...>> = (kIsCheck<Options> || ...);

template <class T>
inline constexpr bool kHasOneofRule = std::apply(
    [](const auto&... oneofs) { return (kHasRule<Required, std::remove_cvref_t<decltype(oneofs.rules)>> || ...); },
    kModelData<T>.oneofs);

// Of the model alone, without what is within it.
template <class T>
inline constexpr bool kHasOwnRules = [] {
  bool found = kHasCheck<std::remove_cvref_t<decltype(kModelData<T>.options)>> || kHasOneofRule<T>;
  for_each_field<T>([&]<class F>() { found = found || (!F::kOutputOnly && kHasOwnRule<typename F::Rules>); });
  return found;
}();

template <class... Models>
struct ModelList {
  template <class T>
  static constexpr bool kHas = (std::same_as<T, Models> || ...);
};

// The models that the fields of T have, but for fields that are not looked at.
template <class F>
constexpr auto models_of_field() {
  if constexpr (F::kKind == Kind::kMessage && !F::kOutputOnly)
    return std::tuple<Tag<typename F::Value>>{};
  else
    return std::tuple<>{};
}
template <class T, std::size_t... I>
constexpr auto models_within(std::index_sequence<I...>) {
  return std::tuple_cat(models_of_field<FieldOf<T, I>>()...);
}

// Do the models of Todo, or any that they reach, have rules? `Seen` ends recursive models.
template <class Seen, class Todo>
struct Reach;
template <class... Seen>
struct Reach<ModelList<Seen...>, std::tuple<>> {
  static constexpr bool kHasRules = false;
};
template <class... Seen, class T, class... Rest>
struct Reach<ModelList<Seen...>, std::tuple<Tag<T>, Rest...>> {
  static constexpr bool kHasRules = [] {
    if constexpr (ModelList<Seen...>::template kHas<T>) {
      return Reach<ModelList<Seen...>, std::tuple<Rest...>>::kHasRules;
    } else if constexpr (kHasOwnRules<T>) {
      return true;
    } else {
      using Within = decltype(models_within<T>(std::make_index_sequence<kFieldCount<T>>{}));
      using Next = decltype(std::tuple_cat(std::declval<Within>(), std::declval<std::tuple<Rest...>>()));
      return Reach<ModelList<Seen..., T>, Next>::kHasRules;
    }
  }();
};

template <class T>
inline constexpr bool kHasRules = Reach<ModelList<>, std::tuple<Tag<T>>>::kHasRules;

}  // namespace duet::detail
