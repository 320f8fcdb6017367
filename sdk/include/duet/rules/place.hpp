// Every rule of a field by its place, as a type: so that code can be made for each, and each can have a slot of its
// own.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../model/field.hpp"

namespace duet::detail {

// The rule at position R of the field F.
template <class F, std::size_t R>
struct RuleAt {
  static constexpr const auto& kRule = std::get<R>(F::kData.rules);
  using Rule = std::remove_cvref_t<decltype(kRule)>;
};

// The rule at position K of the keys(...) at `Place`.
template <class Place, std::size_t K>
struct KeyRuleAt {
  static constexpr const auto& kRule = std::get<K>(Place::kRule.rules);
  using Rule = std::remove_cvref_t<decltype(kRule)>;
};

// Calls visit.template operator()<Place>() for each rule of the field, in the order of writing.
template <class F, class Visit>
constexpr void for_each_rule(Visit&& visit) {
  [&]<std::size_t... R>(std::index_sequence<R...>) { (visit.template operator()<RuleAt<F, R>>(), ...); }
  (std::make_index_sequence<std::tuple_size_v<typename F::Rules>>{});
}

template <class Place, class Visit>
constexpr void for_each_key_rule(Visit&& visit) {
  [&]<std::size_t... K>(std::index_sequence<K...>) { (visit.template operator()<KeyRuleAt<Place, K>>(), ...); }
  (std::make_index_sequence<std::tuple_size_v<decltype(Place::kRule.rules)>>{});
}

}  // namespace duet::detail
