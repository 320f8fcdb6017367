// validate(): checks every rule of a message and of all that is within it, and reports every rule that is broken.
#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

#include "model.hpp"
#include "model/path.hpp"
#include "rules/apply.hpp"
#include "rules/reach.hpp"
#include "rules/unique.hpp"
#include "violation.hpp"

namespace duet {

// What validate() looks at.
enum class Extent {
  kAll,
  kFields,  // not the checks across fields: some fields could not be read, and would be taken for unset
};

namespace detail {

struct Validation {
  Violations& out;
  Extent extent;
};

template <class T>
void validate_model(const T& model, const Path& path, Validation& to);

// Everything about one value: the field's rules, and the rules within it if it is a model.
template <class F, class V>
void validate_value(const V& value, const Path& path, Validation& to) {
  for_each_rule<F>([&]<class Place>() { apply_rule<Place>(subject(value), path, to.out, ""); });
  if constexpr (F::kKind == Kind::kMessage) {
    if constexpr (kHasRules<V>) validate_model(value, path, to);
  }
}

template <class F, class List>
void check_unique(const List& list, const Path& path, Violations& out) {
  const Repeated found = find_repeated<typename F::Value>(list);
  if (found.first == found.second) [[likely]]
    return;
  add_violation(out, path.element(found.second).text(),
                "must not be there twice, it is item " + std::to_string(found.first) + " too", "not_unique");
}

// What is said about a list or map as a whole.
template <class F, class Field>
void validate_container(const Field& value, const Path& path, Violations& out) {
  for_each_rule<F>([&]<class Place>() {
    using Rule = typename Place::Rule;
    if constexpr (std::same_as<Rule, Items>) {
      if (const char* broken = Place::kRule.broken(value.size()))
        add_violation(out, path.text(), Place::kRule.words(), broken);
    } else if constexpr (std::same_as<Rule, Unique>) {
      check_unique<F>(value, path, out);
    }
  });
}

template <class F, class Key>
void validate_key(const Key& key, const Path& path, Violations& out) {
  for_each_rule<F>([&]<class Place>() {
    if constexpr (kIsKeys<typename Place::Rule>)
      for_each_key_rule<Place>([&]<class KeyPlace>() { apply_rule<KeyPlace>(key, path, out, "key"); });
  });
}

template <class Field>
bool is_zero(const Field& value) {
  if constexpr (kShape<Field> == Shape::kOptional)
    return !value.has_value() || is_default(*value);
  else
    return is_default(value);
}

template <class F, class Field>
void validate_field(const Field& value, const Path& path, Validation& to) {
  if constexpr (F::kRequired) {
    if (is_default(value)) {
      add_violation(to.out, path.text(), "is required", "missing");
      return;
    }
  }
  if constexpr (kHasRule<IgnoreIfZero, typename F::Rules>) {
    if (is_zero(value)) return;
  }
  if constexpr (F::kShape == Shape::kList || F::kShape == Shape::kMap) validate_container<F>(value, path, to.out);
  if constexpr (F::kShape == Shape::kSingular) {
    validate_value<F>(value, path, to);
  } else if constexpr (F::kShape == Shape::kOptional) {
    if (value) validate_value<F>(*value, path, to);
  } else if constexpr (F::kShape == Shape::kList) {
    std::size_t i = 0;
    for (const auto& element : value) {
      const typename F::Value& item = element;
      validate_value<F>(item, path.element(i++), to);
    }
  } else {
    for (const auto& [key, item] : value) {
      const Path entry = path.entry(key);
      validate_key<F>(key, entry, to.out);
      validate_value<F>(item, entry, to);
    }
  }
}

// A field without rules costs nothing, nor does a message that has none anywhere in it.
template <class F>
constexpr bool has_rules_within() {
  if constexpr (F::kOutputOnly)
    return false;
  else if constexpr (F::kKind == Kind::kMessage)
    return kHasOwnRule<typename F::Rules> || kHasRules<typename F::Value>;
  else
    return kHasOwnRule<typename F::Rules>;
}

template <class Field>
std::string proto_name(const Field& field) {
  return std::string(rule_or(field.rules, ProtoName{field.name}).name);
}

template <class T>
void validate_oneofs(const T& model, const Path& path, Violations& out) {
  [[maybe_unused]] const auto look = [&]<class O>(const O& oneof) {
    if constexpr (kHasRule<Required, decltype(O::rules)>) {
      if ((model.*O::kMember).index() != 0) return;
      std::string members;
      std::apply([&](const auto&... all) { ((members += (members.empty() ? "" : ", ") + proto_name(all)), ...); },
                 oneof.fields);
      add_violation(out, path.field(oneof.name).text(), "is required: set one of " + members, "missing");
    }
  };
  std::apply([&](const auto&... oneofs) { (look(oneofs), ...); }, kModelData<T>.oneofs);
}

template <class T>
void run_checks(const T& model, const Path& path, Violations& out) {
  [[maybe_unused]] const auto run = [&](const auto& option) {
    if constexpr (kIsCheck<std::remove_cvref_t<decltype(option)>>) {
      Checks checks(path, out);
      option.function(model, checks);
    }
  };
  std::apply([&](const auto&... options) { (run(options), ...); }, kModelData<T>.options);
}

template <class T>
void validate_model(const T& model, const Path& path, Validation& to) {
  // More could not be told, and would be work that a hostile caller chooses.
  if (to.out.size() >= kMaxViolations) return;
  const std::size_t before = to.out.size();
  for_each_field<T>([&]<class F>() {
    if constexpr (has_rules_within<F>()) validate_field<F>(F::get(model), path.field(F::kName), to);
  });
  if constexpr (kHasOneofRule<T>) validate_oneofs(model, path, to.out);
  if constexpr (kHasCheck<std::remove_cvref_t<decltype(kModelData<T>.options)>>) {
    if (to.extent == Extent::kAll && to.out.size() == before) run_checks(model, path, to.out);
  }
}

}  // namespace detail

// Appends the broken rules of `model` to `out` (at most kMaxViolations in all). Fields that are output_only are not
// looked at: clear_output_only() has emptied them. A plain model is checked like any other value; put it in
// std::optional if it may be absent. A check across fields runs when the fields of its message hold; what it throws
// comes out of here.
template <Model T>
void validate(const T& model, Violations& out, Extent extent = Extent::kAll) {
  if constexpr (detail::kHasRules<T>) {
    detail::Validation to{out, extent};
    detail::validate_model(model, detail::Path{}, to);
  }
}

}  // namespace duet
