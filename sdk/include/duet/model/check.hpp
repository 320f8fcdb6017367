// The mistakes in a model that the compiler can see, each as one static_assert. The instantiation that GCC prints with
// it names the field, as in FieldCheck<FieldOf<Item, 2>, &Item::price, ...>.
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
  if constexpr (std::same_as<Rule, WireEncoding>) {
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
    static_assert((F::kKind == Kind::kInt64 || F::kKind == Kind::kUint64) && F::kShape != Shape::kMap,
                  "DUET_FIELD: js_number and js_string are for 64 bit integers");
  } else {
    static_assert(kIsFieldWord<Rule>, "DUET_FIELD: what comes after the name must be rules of duet/rules.hpp");
  }
  return true;
}

template <class Place, class F>
constexpr bool check_word() {
  using Rule = typename Place::Rule;
  if constexpr (std::same_as<Rule, Required>) {
    static_assert(F::kShape != Shape::kSingular || F::kKind != Kind::kBool,
                  "DUET_FIELD: required on a bool would mean 'must be true'; make it std::optional<bool>");
    static_assert(!F::kIsOneof, "DUET_MEMBER: required belongs to the DUET_ONEOF; a member alone cannot be required");
    static_assert(!kHasRule<IgnoreIfZero, typename F::Rules>,
                  "DUET_FIELD: required and ignore_if_zero exclude each other");
  } else if constexpr (std::same_as<Rule, IgnoreIfZero>) {
    static_assert(F::kKind != Kind::kMessage || F::kShape == Shape::kList || F::kShape == Shape::kMap,
                  "DUET_FIELD: ignore_if_zero is not for messages; make it std::optional, which is checked when set");
  } else if constexpr (std::same_as<Rule, InputOnly>) {
    static_assert(!F::kOutputOnly, "DUET_FIELD: input_only and output_only exclude each other");
  } else if constexpr (std::same_as<Rule, Example> || std::same_as<Rule, DefaultIs>) {
    static_assert(JsonCheck::is_valid(Place::kRule.json),
                  "DUET_FIELD: example() and default_is() take JSON text; a string has quotes in it: R\"(\"EUR\")\"");
  }
  return check_form<Rule, F>();
}

template <class Place, class F>
constexpr bool check_rule() {
  using Rule = typename Place::Rule;
  if constexpr (ValueRule<Rule>) {
    check_value_rule<Place, typename SubjectOf<typename F::Value>::Type>();
  } else if constexpr (std::same_as<Rule, Items>) {
    static_assert(F::kShape == Shape::kList || F::kShape == Shape::kMap,
                  "DUET_FIELD: items, min_items and max_items are rules for lists and maps");
  } else if constexpr (std::same_as<Rule, Unique>) {
    static_assert(F::kShape == Shape::kList && F::kKind != Kind::kMessage,
                  "DUET_FIELD: unique is a rule for lists of numbers, bools, strings, bytes and enums");
  } else if constexpr (kIsKeys<Rule>) {
    check_keys<Place, F>();
  } else {
    check_word<Place, F>();
  }
  return true;
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
struct FieldCheck {
  static_assert(
      is_supported<typename F::Type>(),
      "DUET_FIELD: a field is bool, a 32 or 64 bit integer, float, double, std::string, duet::Bytes, an enum "
      "with DUET_ENUM or a struct with DUET_MODEL, alone or in std::optional, duet::Boxed, std::vector, or std::map / "
      "std::unordered_map with a bool, integer or string key");
  static_assert(words_are_single(static_cast<const Rules*>(nullptr)), "DUET_FIELD: a word or rule is there twice");
  static_assert(items_agree(F::kData.rules), "DUET_FIELD: items, min_items and max_items contradict each other");
  static constexpr bool kOk = [] {
    if constexpr (is_supported<typename F::Type>()) {
      for_each_rule<F>([]<class Place>() { check_rule<Place, F>(); });
      return check_together<FieldRules<F>, typename SubjectOf<typename F::Value>::Type>();
    } else {
      return true;  // it has been said above
    }
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
  std::array<std::string_view, kFieldCount<T> + 1> names{};
  for_each_field<T>([&]<class F>() { names[F::kIndex] = F::kName; });
  const auto end = names.begin() + kFieldCount<T>;
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

template <class T>
struct ReservedCheck {
  static constexpr const auto& kOptions = kModelData<T>.options;
  static_assert(reserves_properly(kOptions, 1, 536870911),
                "DUET_MODEL: reserved numbers are from 1 to 536870911, and nothing is reserved twice");
  static constexpr bool kOk = [] {
    for_each_field<T>([]<class F>() {
      static_assert(!is_reserved(kOptions, static_cast<std::int64_t>(F::kNumber)),
                    "DUET_MODEL: a field has a number that is reserved");
      static_assert(!is_reserved(kOptions, F::kName), "DUET_MODEL: a field has a name that is reserved");
    });
    return true;
  }();
};

// Instantiated by every codec, so that a model that is used has been checked.
template <class T>
struct ModelCheck {
  static_assert(Model<T>, "this type has not been described with DUET_MODEL");
  static_assert(has_unique_names<T>(), "DUET_MODEL: two fields or oneofs have one name, or two fields one JSON name");
  static_assert(has_names_apart<T>(),
                "DUET_MODEL: two names differ in underscores and capitals only, which protobuf refuses in proto3");
  using Options = std::remove_cvref_t<decltype(kModelData<T>.options)>;
  static_assert(are_own_options<T>(static_cast<const Options*>(nullptr)),
                "DUET_MODEL: check() is given a function about another model");
  static_assert(std::apply([](const auto&... options) { return (has_proper_name(options) && ...); },
                           kModelData<T>.options),
                "DUET_MODEL: the name of a check is a word of letters, digits and '_'");
  static_assert(std::apply([](const auto&... oneofs) { return (kAreOneofWords<decltype(oneofs.rules)> && ...); },
                           kModelData<T>.oneofs),
                "DUET_ONEOF: beside its members it takes duet::required and duet::doc");
  static_assert(ReservedCheck<T>::kOk);
  static constexpr bool kOk = [] {
    bool ok = true;
    for_each_field<T>([&]<class F>() { ok = ok && FieldCheck<F, F::Data::kMember, typename F::Rules>::kOk; });
    return ok;
  }();
};

}  // namespace duet::detail
