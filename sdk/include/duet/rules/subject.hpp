// What a rule is about: a value as rules see it, and what each rule tells of itself.
//
// A rule has
//   kFor                   which subjects it fits
//   aspects()              what it settles, so that two rules that settle the same are refused
//   words(Kind)            what it asks for, for people: "must be > 0"
//   broken(subject)        the type of the violation, or nullptr if the value obeys; allocates nothing
//   tell(sink)             itself to a writer of contracts (descriptor/rule_options.hpp lists what a sink has)
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "../model/imported.hpp"
#include "../model/kind.hpp"

namespace duet::detail {

// The subjects that a rule fits.
enum class For { kOrdered, kNumber, kFloating, kLength, kText, kAffix, kConstant, kEnum, kTimestamp };

// What a rule settles about a value. No two rules of a field settle the same.
enum Aspect : unsigned {
  kSettlesLower = 1U << 0U,
  kSettlesUpper = 1U << 1U,
  kSettlesMultiple = 1U << 2U,
  kSettlesFinite = 1U << 3U,
  kSettlesMinLength = 1U << 4U,
  kSettlesMaxLength = 1U << 5U,
  kSettlesMinBytes = 1U << 6U,
  kSettlesMaxBytes = 1U << 7U,
  kSettlesPattern = 1U << 8U,
  kSettlesPrefix = 1U << 9U,
  kSettlesSuffix = 1U << 10U,
  kSettlesContains = 1U << 11U,
  kSettlesNotContains = 1U << 12U,
  kSettlesFormat = 1U << 13U,
  kSettlesEquals = 1U << 14U,
  kSettlesIn = 1U << 15U,
  kSettlesNotIn = 1U << 16U,
  kSettlesDefined = 1U << 17U,
  kSettlesWithin = 1U << 18U,
};

template <class Rule>
concept ValueRule = requires {
  { Rule::kFor } -> std::convertible_to<For>;
};

template <class T>
inline constexpr bool kIsTimestamp = ImportedType<T>::kFullName == "google.protobuf.Timestamp";
template <class T>
inline constexpr bool kIsDuration = ImportedType<T>::kFullName == "google.protobuf.Duration";
template <class T>
inline constexpr bool kIsTime = kIsTimestamp<T> || kIsDuration<T>;
template <class T>
inline constexpr bool kIsWrapper = ImportedType<T>::kFile == "google/protobuf/wrappers.proto";

// Rules on a wrapper (google.protobuf.StringValue and the like) are about the value in it.
template <class T>
struct SubjectOf {
  using Type = T;
};
template <class T>
requires kIsWrapper<T>
struct SubjectOf<T> {
  using Type = decltype(T::value);
};

template <class T>
const auto& subject(const T& value) {
  if constexpr (kIsWrapper<T>)
    return value.value;
  else
    return value;
}

}  // namespace duet::detail
