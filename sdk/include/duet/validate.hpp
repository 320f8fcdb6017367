// validate(): checks every rule of a message and of all that is within it, and reports every rule that is broken.
#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

#include "model.hpp"
#include "model/path.hpp"
#include "rules/pattern_engine.hpp"
#include "violation.hpp"

namespace duet {
namespace detail {

template <class Rule>
concept ValueRule = IsNumberRule<Rule> || std::same_as<Rule, Length> || std::same_as<Rule, Pattern>;

template <class T>
void validate_model(const T& model, const Path& path, Violations& out);

// One rule about one value.
template <class F, std::size_t R, class V>
void check_value_rule(const V& value, const Path& path, Violations& out) {
  using Rule = std::tuple_element_t<R, typename F::Rules>;
  if constexpr (ValueRule<Rule>) {
    const Rule& rule = std::get<R>(F::kData.rules);
    const char* broken = nullptr;
    if constexpr (std::same_as<Rule, Pattern>)
      broken = broken_pattern(rule, pattern_slot<F, R>, value);
    else
      broken = rule.broken(value);
    if (broken != nullptr) [[unlikely]]
      add_violation(out, path.text(), rule.words(), broken);
  }
}

// Everything about one value: the field's rules, and the rules within it if it is a model.
template <class F, class V>
void validate_value(const V& value, const Path& path, Violations& out) {
  [&]<std::size_t... R>(std::index_sequence<R...>) { (check_value_rule<F, R>(value, path, out), ...); }
  (std::make_index_sequence<std::tuple_size_v<typename F::Rules>>{});
  if constexpr (F::kKind == Kind::kMessage) validate_model(value, path, out);
}

template <class F>
void check_item_rules(std::size_t count, const Path& path, Violations& out) {
  const auto check = [&]<class Rule>(const Rule& rule) {
    if constexpr (std::same_as<Rule, Items>)
      if (const char* broken = rule.broken(count)) add_violation(out, path.text(), rule.words(), broken);
  };
  std::apply([&](const auto&... rules) { (check(rules), ...); }, F::kData.rules);
}

template <class F, class Field>
void validate_field(const Field& value, const Path& path, Violations& out) {
  if constexpr (F::kRequired) {
    if (is_default(value)) {
      add_violation(out, path.text(), "is required", "missing");
      return;
    }
  }
  if constexpr (kHasRule<Items, typename F::Rules>) check_item_rules<F>(value.size(), path, out);
  if constexpr (F::kShape == Shape::kSingular) {
    validate_value<F>(value, path, out);
  } else if constexpr (F::kShape == Shape::kOptional) {
    if (value) validate_value<F>(*value, path, out);
  } else if constexpr (F::kShape == Shape::kList) {
    std::size_t i = 0;
    for (const auto& element : value) {
      const typename F::Value& item = element;
      validate_value<F>(item, path.element(i++), out);
    }
  } else {
    for (const auto& [key, item] : value) validate_value<F>(item, path.entry(key), out);
  }
}

template <class T>
void validate_model(const T& model, const Path& path, Violations& out) {
  static_assert(ModelCheck<T>::kOk);
  for_each_field<T>([&]<class F>() {
    if constexpr (!F::kOutputOnly) validate_field<F>(F::get(model), path.field(F::kName), out);
  });
}

}  // namespace detail

// Appends the broken rules of `model` to `out` (at most kMaxViolations in all). Fields that are output_only are not
// looked at: clear_output_only() has emptied them. A plain model is checked like any other value; put it in
// std::optional if it may be absent.
template <Model T>
void validate(const T& model, Violations& out) {
  detail::validate_model(model, detail::Path{}, out);
}

}  // namespace duet
