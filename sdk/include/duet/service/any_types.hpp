// The messages that a plugin's duet::Any may hold: those of the methods that have an Any somewhere are known by
// themselves. Plugins without one pay nothing.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "../model.hpp"
#include "../rules/pattern_engine.hpp"
#include "../wkt/any.hpp"

namespace duet::detail {

// A text that no other type has. Addresses would do, but with sanitizers compilers cannot compare them.
template <class T>
constexpr std::string_view type_text() {
  return __PRETTY_FUNCTION__;
}

template <Model T>
constexpr bool looks_like_any(std::vector<std::string_view>& seen) {
  if (std::find(seen.begin(), seen.end(), type_text<T>()) != seen.end()) return false;
  seen.push_back(type_text<T>());
  bool found = std::is_same_v<T, Any>;
  for_each_field<T>([&]<class F>() {
    if constexpr (F::kKind == Kind::kMessage) found = found || looks_like_any<typename F::Value>(seen);
  });
  return found;
}

// Is T a duet::Any, or is there one within it?
template <Model T>
inline constexpr bool kHoldsAny = [] {
  std::vector<std::string_view> seen;
  return looks_like_any<T>(seen);
}();

// T's name in the contract; `package` is that of models that come from no .proto.
template <Model T>
std::string full_name_of(std::string_view package) {
  if constexpr (!ImportedType<T>::kFullName.empty()) {
    return std::string(ImportedType<T>::kFullName);
  } else {
    constexpr Origin origin = rule_or(kModelData<T>.options, Origin{});
    if (!origin.full_name.empty()) return std::string(origin.full_name);
    return std::string(package) + (package.empty() ? "" : ".") + std::string(kModelData<T>.name);
  }
}

// Registers T and the messages within it, each once; `seen` has the types that have been here.
template <Model T>
void register_messages(std::string_view package, std::vector<const void*>& seen) {
  if (std::find(seen.begin(), seen.end(), &kTypeId<T>) != seen.end()) return;
  seen.push_back(&kTypeId<T>);
  register_any<T>(full_name_of<T>(package));
  for_each_field<T>([&]<class F>() {
    if constexpr (F::kKind == Kind::kMessage) register_messages<typename F::Value>(package, seen);
  });
}

}  // namespace duet::detail
