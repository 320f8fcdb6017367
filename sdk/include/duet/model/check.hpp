// The mistakes in a model that the compiler can see, each as one static_assert. The instantiation that GCC prints with
// it names the field, as in check_field with F = FieldOf<Item, 2>, Member = &Item::price. Everything else sees a model
// with a mistake as one that says nothing (kModelData), so that the mistake is the only error.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "field.hpp"
#include "rule_check.hpp"

namespace duet::detail {

// Rules that say nothing about the value itself.
template <class Rule, class... Words>
inline constexpr bool kIsOneOf = (std::same_as<Rule, Words> || ...);
template <class Rule>
inline constexpr bool kIsFieldWord = kIsOneOf<Rule, Doc, Example, DefaultIs, JsonName, ProtoName, OutputOnly, InputOnly,
                                              Immutable, Deprecated, IgnoreIfZero, Required>;

// How the field is written on the wire and in JSON.
template <class Rule, class F>
constexpr bool check_form() {
  constexpr Kind kind = F::kKind;
  if constexpr (std::same_as<Rule, WireEncoding>) {
    constexpr bool is_signed = kind == Kind::kInt32 || kind == Kind::kInt64;
    constexpr bool fits_sign = F::kEncoding != Encoding::kZigzag || is_signed;
    static_assert(is_integer(kind), "DUET_FIELD: sint and fixed are for integers");
    static_assert(!is_integer(kind) || fits_sign, "DUET_FIELD: sint is for signed integers");
    return is_integer(kind) && fits_sign;
  } else if constexpr (std::same_as<Rule, KeyEncoding>) {
    constexpr bool has_integers = F::kShape == Shape::kMap && is_integer(map_key_kind<F>());
    static_assert(has_integers, "DUET_FIELD: key(sint) and key(fixed) are for maps with integer keys");
    return has_integers;
  } else if constexpr (std::same_as<Rule, Unpacked>) {
    constexpr bool can_pack =
        F::kShape == Shape::kList && (is_number(kind) || kind == Kind::kBool || kind == Kind::kEnum);
    static_assert(can_pack, "DUET_FIELD: unpacked is for lists of numbers, bools and enums");
    return can_pack;
  } else if constexpr (std::same_as<Rule, JsType>) {
    constexpr bool is_wide = (kind == Kind::kInt64 || kind == Kind::kUint64) && F::kShape != Shape::kMap;
    static_assert(is_wide, "DUET_FIELD: js_number and js_string are for 64 bit integers");
    return is_wide;
  } else {
    static_assert(kIsFieldWord<Rule>, "DUET_FIELD: what comes after the name must be rules of duet/rules.hpp");
    return kIsFieldWord<Rule>;
  }
}

template <class Place, class F>
constexpr bool check_word() {
  using Rule = typename Place::Rule;
  if constexpr (std::same_as<Rule, Required>) {
    constexpr bool is_bool = F::kShape == Shape::kSingular && F::kKind == Kind::kBool;
    constexpr bool is_ignored = kHasRule<IgnoreIfZero, typename F::Rules>;
    static_assert(!is_bool, "DUET_FIELD: required on a bool would mean 'must be true'; make it std::optional<bool>");
    static_assert(!F::kIsOneof, "DUET_MEMBER: required belongs to the DUET_ONEOF; a member alone cannot be required");
    static_assert(!is_ignored, "DUET_FIELD: required and ignore_if_zero exclude each other");
    return !is_bool && !F::kIsOneof && !is_ignored;
  } else if constexpr (std::same_as<Rule, IgnoreIfZero>) {
    constexpr bool has_zero = F::kKind != Kind::kMessage || F::kShape == Shape::kList || F::kShape == Shape::kMap;
    static_assert(has_zero,
                  "DUET_FIELD: ignore_if_zero is not for messages; make it std::optional, which is checked when set");
    return has_zero;
  } else if constexpr (std::same_as<Rule, InputOnly>) {
    static_assert(!F::kOutputOnly, "DUET_FIELD: input_only and output_only exclude each other");
    return !F::kOutputOnly;
  } else if constexpr (std::same_as<Rule, Example> || std::same_as<Rule, DefaultIs>) {
    constexpr bool is_json = JsonCheck::is_valid(Place::kRule.json);
    static_assert(is_json,
                  "DUET_FIELD: example() and default_is() take JSON text; a string has quotes in it: R\"(\"EUR\")\"");
    return is_json;
  } else {
    return check_form<Rule, F>();
  }
}

template <class Place, class F>
constexpr bool check_rule() {
  using Rule = typename Place::Rule;
  if constexpr (ValueRule<Rule>) {
    return check_value_rule<Place, typename SubjectOf<typename F::Value>::Type>();
  } else if constexpr (std::same_as<Rule, Items>) {
    constexpr bool has_items = F::kShape == Shape::kList || F::kShape == Shape::kMap;
    static_assert(has_items, "DUET_FIELD: items, min_items and max_items are rules for lists and maps");
    return has_items;
  } else if constexpr (std::same_as<Rule, Unique>) {
    constexpr bool can_compare = F::kShape == Shape::kList && F::kKind != Kind::kMessage;
    static_assert(can_compare, "DUET_FIELD: unique is a rule for lists of numbers, bools, strings, bytes and enums");
    return can_compare;
  } else if constexpr (kIsKeys<Rule>) {
    return check_keys<Place, F>();
  } else {
    return check_word<Place, F>();
  }
}

template <class F>
constexpr bool check_rules() {
  bool ok = true;
  for_each_rule<F>([&]<class Place>() { ok = check_rule<Place, F>() && ok; });
  return ok;
}

// A word that says one thing is there once.
template <class... Rules>
constexpr bool words_are_single(const std::tuple<Rules...>*) {
  [[maybe_unused]] const auto count = []<class Rule>(std::tuple<Rule>*) {
    return (std::size_t{0} + ... + std::size_t{std::same_as<Rule, Rules>});
  };
  return (true && ... &&
          (ValueRule<Rules> || std::same_as<Rules, Example> || std::same_as<Rules, Items> ||
           count(static_cast<std::tuple<Rules>*>(nullptr)) == 1));
}

constexpr bool items_agree(const auto& rules) {
  std::size_t mins = 0, maxs = 0, min = 0, max = kNoMax;
  [[maybe_unused]] const auto look = [&]<class Rule>(const Rule& rule) {
    if constexpr (std::same_as<Rule, Items>) {
      if (rule.min != 0) min = rule.min, ++mins;
      if (rule.max != kNoMax) max = rule.max, ++maxs;
    }
  };
  std::apply([&](const auto&... each) { (look(each), ...); }, rules);
  return mins <= 1 && maxs <= 1 && min <= max;
}

template <class F, auto Member, class Rules>
constexpr bool check_field() {
  constexpr bool supported = is_supported<typename F::Type>();
  static_assert(
      supported,
      "DUET_FIELD: a field is bool, a 32 or 64 bit integer, float, double, std::string, duet::Bytes, an enum "
      "with DUET_ENUM or a struct with DUET_MODEL, alone or in std::optional, duet::Boxed, std::vector, or std::map / "
      "std::unordered_map with a bool, integer or string key");
  constexpr bool single = words_are_single(static_cast<const Rules*>(nullptr));
  static_assert(single, "DUET_FIELD: a word or rule is there twice");
  constexpr bool agree = items_agree(F::kData.rules);
  static_assert(agree, "DUET_FIELD: items, min_items and max_items contradict each other");
  if constexpr (!supported || !single || !agree)
    return false;
  else if constexpr (!check_rules<F>())
    return false;
  else
    return check_together<FieldRules<F>, typename SubjectOf<typename F::Value>::Type>();
}

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
  std::array<Spelling, 2 * kDescribedCount<T> + 1> spellings{};
  for_first_fields<T, kDescribedCount<T>>([&]<class F>() {
    spellings[2 * F::kIndex] = {F::kName, F::kIndex};
    spellings[2 * F::kIndex + 1] = {F::kJsonName, F::kIndex};
  });
  const auto end = spellings.begin() + 2 * kDescribedCount<T>;
  std::sort(spellings.begin(), end);
  for (auto one = spellings.begin(); one != end; ++one)
    if (one != spellings.begin() && one[-1].text == one->text && one[-1].field != one->field) return false;

  std::array<std::string_view, kDescribedCount<T> + std::tuple_size_v<decltype(kDescription<T>.oneofs)> + 1> names{};
  for_first_fields<T, kDescribedCount<T>>([&]<class F>() { names[F::kIndex] = F::kName; });
  std::size_t count = kDescribedCount<T>;
  bool unique = true;
  const auto add = [&](std::string_view name) {
    for (std::size_t i = 0; i < count; ++i) unique = unique && names[i] != name;
    names[count++] = name;
  };
  std::apply([&](const auto&... oneofs) { (add(oneofs.name), ...); }, kDescription<T>.oneofs);
  return unique;
}

// Compares names as protobuf does where it looks for clashes: without underscores, capitals like small letters.
constexpr int compare_bare(std::string_view a, std::string_view b) {
  const auto next = [](std::string_view& text) {
    while (text.starts_with('_')) text.remove_prefix(1);
    if (text.empty()) return '\0';
    const char c = text.front();
    text.remove_prefix(1);
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  for (;;) {
    const char left = next(a), right = next(b);
    if (left != right) return left < right ? -1 : 1;
    if (left == '\0') return 0;
  }
}

template <class T>
constexpr bool has_names_apart() {
  std::array<std::string_view, kDescribedCount<T> + 1> names{};
  for_first_fields<T, kDescribedCount<T>>([&]<class F>() { names[F::kIndex] = F::kName; });
  const auto end = names.begin() + kDescribedCount<T>;
  std::sort(names.begin(), end, [](std::string_view a, std::string_view b) { return compare_bare(a, b) < 0; });
  return std::adjacent_find(names.begin(), end,
                            [](std::string_view a, std::string_view b) { return compare_bare(a, b) == 0; }) == end;
}

constexpr bool is_check_name(std::string_view name) {
  for (const char c : name)
    if (!is_alphanumeric(c) && c != '_') return false;
  return name.empty() || !is_digit(name.front());
}
template <class Option>
constexpr bool has_proper_name(const Option& option) {
  if constexpr (requires { option.function; })
    return is_check_name(option.name);
  else
    return true;
}

template <class T, class Option>
inline constexpr bool kIsOwnOption = true;
template <class T, class Other>
inline constexpr bool kIsOwnOption<T, Check<Other>> = std::same_as<T, Other>;

template <class T, class... Options>
constexpr bool are_own_options(const std::tuple<Options...>*) {
  return (kIsOwnOption<T, Options> && ...);
}

template <class Rules>
inline constexpr bool kAreOneofWords = false;
template <class... Rules>
inline constexpr bool kAreOneofWords<std::tuple<Rules...>> = (kIsOneOf<Rules, Required, Doc> && ...);

// A field, and what the model reserves.
template <class F>
constexpr bool check_reserved() {
  constexpr const auto& options = kDescription<typename F::Owner>.options;
  constexpr bool number = !is_reserved(options, static_cast<std::int64_t>(F::kNumber));
  static_assert(number, "DUET_MODEL: a field has a number that is reserved");
  constexpr bool name = !is_reserved(options, F::kName);
  static_assert(name, "DUET_MODEL: a field has a name that is reserved");
  return number && name;
}

template <class T>
constexpr bool check_fields() {
  bool ok = true;
  for_first_fields<T, kDescribedCount<T>>(
      [&]<class F>() { ok = check_field<F, F::Data::kMember, typename F::Rules>() && check_reserved<F>() && ok; });
  return ok;
}

// Called by whatever uses a model (kModelData), so that a model that is used has been checked.
template <class T>
constexpr bool check_model() {
  constexpr const auto& model = kDescription<T>;
  constexpr bool unique = has_unique_names<T>();
  static_assert(unique, "DUET_MODEL: two fields or oneofs have one name, or two fields one JSON name");
  constexpr bool apart = !unique || has_names_apart<T>();
  static_assert(apart,
                "DUET_MODEL: two names differ in underscores and capitals only, which protobuf refuses in proto3");
  constexpr bool own = are_own_options<T>(&model.options);
  static_assert(own, "DUET_MODEL: check() is given a function about another model");
  constexpr bool named =
      std::apply([](const auto&... options) { return (has_proper_name(options) && ...); }, model.options);
  static_assert(named, "DUET_MODEL: the name of a check is a word of letters, digits and '_'");
  constexpr bool worded =
      std::apply([](const auto&... oneofs) { return (kAreOneofWords<decltype(oneofs.rules)> && ...); }, model.oneofs);
  static_assert(worded, "DUET_ONEOF: beside its members it takes duet::required and duet::doc");
  constexpr bool reserved = reserves_properly(model.options, 1, 536870911);
  static_assert(reserved, "DUET_MODEL: reserved numbers are from 1 to 536870911, and nothing is reserved twice");
  return check_fields<T>() && unique && apart && own && named && worded && reserved;
}

}  // namespace duet::detail
