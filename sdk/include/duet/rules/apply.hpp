// One rule about one value.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "../model/path.hpp"
#include "../violation.hpp"
#include "pattern_engine.hpp"
#include "place.hpp"

namespace duet::detail {

template <class Rule, class V>
std::string rule_words(const Rule& rule) {
  if constexpr (std::same_as<Rule, DefinedOnly>)
    return Rule::template words<V>();
  else
    return rule.words(kKind<V>);
}

// `what` is "key" where the value is the key of a map, else empty.
inline void report(Violations& out, const Path& path, std::string words, std::string type, std::string_view what) {
  if (!what.empty()) {
    words = std::string(what) + ' ' + words;
    type = std::string(what) + '_' + type;
  }
  add_violation(out, path.text(), std::move(words), type);
}

// Nothing is allocated while the value obeys.
template <class Place, class V>
void apply_rule(const V& value, const Path& path, Violations& out, std::string_view what) {
  using Rule = typename Place::Rule;
  if constexpr (ValueRule<Rule>) {
    const char* broken = nullptr;
    if constexpr (std::same_as<Rule, Pattern>)
      broken = broken_pattern(Place::kRule, pattern_slot<Place>, value);
    else
      broken = Place::kRule.broken(value);
    if (broken != nullptr) [[unlikely]]
      report(out, path, rule_words<Rule, V>(Place::kRule), broken, what);
  }
}

}  // namespace duet::detail
