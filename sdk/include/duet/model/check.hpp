// The mistakes in a model that the compiler can see, each as one static_assert. The instantiation that GCC prints with
// it names the field, as in FieldCheck<Item, &Item::price, ...>.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <string_view>
#include <tuple>

#include "field.hpp"

namespace duet::detail {

template <class Rule>
concept IsNumberRule = requires {
  typename Rule::Bound;
};

// Rules that say nothing about the value itself.
template <class Rule, class... Words>
inline constexpr bool kIsOneOf = (std::same_as<Rule, Words> || ...);
template <class Rule>
inline constexpr bool kIsFieldWord =
    kIsOneOf<Rule, Doc, Example, DefaultIs, JsonName, ProtoName, OutputOnly, InputOnly, Immutable, Deprecated>;

template <class Rule, class F>
constexpr bool check_rule() {
  if constexpr (IsNumberRule<Rule>) {
    static_assert(is_number(F::kKind), "DUET_FIELD: gt, ge, lt, le and range are rules for numbers");
    static_assert(!is_integer(F::kKind) || std::integral<typename Rule::Bound>,
                  "DUET_FIELD: the bound of an integer field is an integer");
  } else if constexpr (std::same_as<Rule, Length>) {
    static_assert(F::kKind == Kind::kString || F::kKind == Kind::kBytes,
                  "DUET_FIELD: length, min_length and max_length are rules for strings and bytes");
  } else if constexpr (std::same_as<Rule, Pattern>) {
    static_assert(F::kKind == Kind::kString, "DUET_FIELD: pattern is a rule for strings");
  } else if constexpr (std::same_as<Rule, Items>) {
    static_assert(F::kShape == Shape::kList || F::kShape == Shape::kMap,
                  "DUET_FIELD: items, min_items and max_items are rules for lists and maps");
  } else if constexpr (std::same_as<Rule, Required>) {
    static_assert(F::kShape != Shape::kSingular || F::kKind != Kind::kBool,
                  "DUET_FIELD: required on a bool would mean 'must be true'; make it std::optional<bool>");
  } else if constexpr (std::same_as<Rule, WireEncoding>) {
    static_assert(is_integer(F::kKind), "DUET_FIELD: sint and fixed are for integers");
    static_assert(F::kEncoding != Encoding::kZigzag || F::kKind == Kind::kInt32 || F::kKind == Kind::kInt64,
                  "DUET_FIELD: sint is for signed integers");
  } else if constexpr (std::same_as<Rule, KeyEncoding>) {
    static_assert(F::kShape == Shape::kMap && is_integer(map_key_kind<F>()),
                  "DUET_FIELD: key(sint) and key(fixed) are for maps with integer keys");
  } else if constexpr (std::same_as<Rule, Unpacked>) {
    static_assert(
        F::kShape == Shape::kList && (is_number(F::kKind) || F::kKind == Kind::kBool || F::kKind == Kind::kEnum),
        "DUET_FIELD: unpacked is for lists of numbers, bools and enums");
  } else if constexpr (std::same_as<Rule, JsType>) {
    static_assert(F::kKind == Kind::kInt64 || F::kKind == Kind::kUint64,
                  "DUET_FIELD: js_number and js_string are for 64 bit integers");
  } else {
    static_assert(kIsFieldWord<Rule>, "DUET_FIELD: what comes after the name must be rules of duet/rules.hpp");
  }
  return true;
}

template <class F, auto Member, class Rules>
struct FieldCheck;
template <class F, auto Member, class... Rules>
struct FieldCheck<F, Member, std::tuple<Rules...>> {
  static_assert(
      is_supported<typename F::Type>(),
      "DUET_FIELD: a field is bool, a 32 or 64 bit integer, float, double, std::string, duet::Bytes, an enum "
      "with DUET_ENUM or a struct with DUET_MODEL, alone or in std::optional, duet::Boxed, std::vector, or std::map / "
      "std::unordered_map with a bool, integer or string key");
  static constexpr bool kOk = [] {
    if constexpr (is_supported<typename F::Type>())
      return (check_rule<Rules, F>() && ...);
    else
      return true;  // it has been said above
  }();
};

// One spelling of a field's name, and which field it is.
struct Spelling {
  std::string_view text;
  std::size_t field = 0;
  friend constexpr bool operator<(const Spelling& a, const Spelling& b) {
    return a.text == b.text ? a.field < b.field : a.text < b.text;
  }
};

// The names of oneofs share those of the fields. Sorted first: compilers bound how long they compute.
template <class T>
constexpr bool has_unique_names() {
  std::array<Spelling, 2 * kFieldCount<T> + 1> spellings{};
  for_each_field<T>([&]<class F>() {
    spellings[2 * F::kIndex] = {F::kName, F::kIndex};
    spellings[2 * F::kIndex + 1] = {F::kJsonName, F::kIndex};
  });
  const auto end = spellings.begin() + 2 * kFieldCount<T>;
  std::sort(spellings.begin(), end);
  for (auto one = spellings.begin(); one != end; ++one)
    if (one != spellings.begin() && one[-1].text == one->text && one[-1].field != one->field) return false;

  std::array<std::string_view, kFieldCount<T> + kOneofCount<T> + 1> names{};
  for_each_field<T>([&]<class F>() { names[F::kIndex] = F::kName; });
  std::size_t count = kFieldCount<T>;
  bool unique = true;
  const auto add = [&](std::string_view name) {
    for (std::size_t i = 0; i < count; ++i) unique = unique && names[i] != name;
    names[count++] = name;
  };
  std::apply([&](const auto&... oneofs) { (add(oneofs.name), ...); }, kModelData<T>.oneofs);
  return unique;
}

// Instantiated by every codec, so that a model that is used has been checked.
template <class T>
struct ModelCheck {
  static_assert(Model<T>, "this type has not been described with DUET_MODEL");
  static_assert(has_unique_names<T>(), "DUET_MODEL: two fields or oneofs have one name, or two fields one JSON name");
  static constexpr bool kOk = [] {
    bool ok = true;
    for_each_field<T>([&]<class F>() { ok = ok && FieldCheck<F, F::Data::kMember, typename F::Rules>::kOk; });
    return ok;
  }();
};

}  // namespace duet::detail
