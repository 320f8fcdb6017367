// rules(...): rules that belong together, under one name, to be used by many fields.
//
//   inline constexpr auto kCurrency = duet::rules(duet::length(3, 3), duet::pattern("^[A-Z]+$"));
//   DUET_FIELD(2, currency, kCurrency)
#pragma once

#include <tuple>

namespace duet {
namespace detail {

template <class... Rules>
struct Bundle {
  std::tuple<Rules...> rules;
};

template <class Rule>
constexpr std::tuple<Rule> flatten_one(const Rule& rule) {
  return {rule};
}
template <class... Rules>
constexpr std::tuple<Rules...> flatten_one(const Bundle<Rules...>& bundle) {
  return bundle.rules;
}

// The rules as one tuple, in their order, those of bundles in the place of the bundle.
template <class... Rules>
constexpr auto flatten(const Rules&... rules) {
  return std::tuple_cat(flatten_one(rules)...);
}

template <class... Rules>
constexpr Bundle<Rules...> make_bundle(std::tuple<Rules...> rules) {
  return {rules};
}

}  // namespace detail

// The field has all of these, as if they stood where the bundle stands. Bundles may hold bundles.
template <class... Rules>
constexpr auto rules(Rules... rules) {
  return detail::make_bundle(detail::flatten(rules...));
}

}  // namespace duet
