// How the pattern rule is matched: through the host's extension "duet.pattern/1", so that no plugin carries an engine.
//
// The plugin's runtime sets pattern_engine() once, before any call, and compiles every pattern of its models with
// for_each_pattern(), so that a bad one is refused at create(). Each use of the rule keeps the compiled pattern in a
// static of its own; the host promises that the same text gives the same pointer for ever.
#pragma once

#include <atomic>
#include <string_view>
#include <vector>

#include "../abi/ext/pattern.h"
#include "../model/check.hpp"
#include "place.hpp"

namespace duet::detail {

struct PatternEngine {
  const duet_ext_pattern* table = nullptr;
  void* host = nullptr;
};

inline PatternEngine& pattern_engine() {
  static PatternEngine engine;
  return engine;
}

using PatternSlot = std::atomic<const void*>;

// One for each pattern rule of each field.
template <class Place>
inline PatternSlot pattern_slot{nullptr};

// NULL and error->message if there is no engine or the pattern is bad.
inline const void* compile_pattern(const Pattern& pattern, PatternSlot& slot, duet_error* error) {
  if (const void* known = slot.load(std::memory_order_acquire)) return known;
  const PatternEngine& engine = pattern_engine();
  if (engine.table == nullptr || !DUET_HAS(duet_ext_pattern, engine.table, compile)) {
    constexpr std::string_view reason = "the host has no extension " DUET_EXT_PATTERN;
    reason.copy(error->message, reason.size());
    error->message[reason.size()] = '\0';
    return nullptr;
  }
  const void* compiled = engine.table->compile(engine.host, {pattern.text.data(), pattern.text.size()}, error);
  if (compiled != nullptr) slot.store(compiled, std::memory_order_release);
  return compiled;
}

// nullptr if the text matches, else the type of the violation. A pattern that cannot be checked lets nothing pass.
inline const char* broken_pattern(const Pattern& pattern, PatternSlot& slot, std::string_view text) {
  const void* compiled = slot.load(std::memory_order_acquire);
  if (compiled == nullptr) {
    duet_error error{};
    error.size = sizeof error;
    compiled = compile_pattern(pattern, slot, &error);
    if (compiled == nullptr) return "string_pattern_unavailable";
  }
  return pattern_engine().table->matches(compiled, {text.data(), text.size()}) != 0 ? nullptr
                                                                                    : "string_pattern_mismatch";
}

// One use of the pattern rule.
struct PatternUse {
  std::string_view model, field;
  const Pattern& pattern;
  PatternSlot& slot;
};

template <class T>
inline constexpr char kTypeId = 0;  // its address names the type

template <class F, class Visit>
void visit_field_patterns(Visit& visit) {
  const auto one = [&]<class Place>() {
    if constexpr (std::same_as<typename Place::Rule, Pattern>)
      visit(PatternUse{kModelData<typename F::Owner>.name, F::kName, Place::kRule, pattern_slot<Place>});
  };
  for_each_rule<F>([&]<class Place>() {
    if constexpr (kIsKeys<typename Place::Rule>)
      for_each_key_rule<Place>(one);
    else
      one.template operator()<Place>();
  });
}

template <class T, class Visit>
void visit_patterns(std::vector<const void*>& seen, Visit& visit) {
  for (const void* type : seen)
    if (type == &kTypeId<T>) return;
  seen.push_back(&kTypeId<T>);
  for_each_field<T>([&]<class F>() {
    visit_field_patterns<F>(visit);
    if constexpr (F::kKind == Kind::kMessage) visit_patterns<typename F::Value>(seen, visit);
  });
}

// Calls visit(const PatternUse&) for each pattern rule of T and of the models within it, each model once.
template <Model T, class Visit>
void for_each_pattern(Visit&& visit) {
  std::vector<const void*> seen;
  visit_patterns<T>(seen, visit);
}

}  // namespace duet::detail
