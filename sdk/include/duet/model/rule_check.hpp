// Does a rule fit what it is written on? Each mistake is one static_assert; the instantiation that the compiler prints
// with it names the field, as in RuleAt<FieldOf<Item, 2>, 0>. The functions tell whether all is well, so that nothing
// is compiled that would stumble over the mistake again.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "../rules/json_text.hpp"
#include "../rules/place.hpp"
#include "field.hpp"

namespace duet::detail {

// A sink for rules about values of type V: are their constants of that type, and do they leave a value that obeys?
template <class V>
struct ConstantCheck {
  bool of_type = true;  // bounds and constants are numbers, texts, ... as V is one
  bool whole = true;    // an integer has integer constants
  bool fit = true;      // V can have the value
  using End = std::conditional_t<RuleBound<V>, V, char>;
  std::optional<End> lower, upper;
  bool lower_open = false, upper_open = false;
  std::size_t min_length = 0, max_length = kNoMax, min_bytes = 0, max_bytes = kNoMax;

  template <class C>
  constexpr bool look(const C& constant) {
    if constexpr (RuleNumber<V> && RuleNumber<C>) {
      if constexpr (std::integral<V> && !std::integral<C>) {
        whole = false;
        return false;
      } else {
        return look_at_value(constant);
      }
    } else if constexpr (kIsTime<V> && std::same_as<V, C>) {
      return look_at_value(constant);
    } else {
      constexpr bool is_text = std::same_as<V, std::string> || std::same_as<V, Bytes>;
      of_type = of_type && ((is_text && std::same_as<C, std::string_view>) ||
                            (std::same_as<V, C> && (std::is_enum_v<V> || std::same_as<V, bool>)));
      return false;
    }
  }
  template <class C>
  constexpr bool look_at_value(const C& constant) {
    fit = fit && fits<V>(constant);
    return fit;
  }
  template <class C>
  static constexpr End as_value(const C& constant) {
    if constexpr (std::is_arithmetic_v<End>)
      return static_cast<End>(constant);
    else
      return constant;
  }
  template <class C>
  constexpr void set_lower(const C& bound, bool open) {
    if (!look(bound)) return;
    if constexpr (std::is_convertible_v<C, End>) lower = as_value(bound);
    lower_open = open;
  }
  template <class C>
  constexpr void set_upper(const C& bound, bool open) {
    if (!look(bound)) return;
    if constexpr (std::is_convertible_v<C, End>) upper = as_value(bound);
    upper_open = open;
  }

  constexpr void gt(const auto& bound) { set_lower(bound, true); }
  constexpr void ge(const auto& bound) { set_lower(bound, false); }
  constexpr void lt(const auto& bound) { set_upper(bound, true); }
  constexpr void le(const auto& bound) { set_upper(bound, false); }
  constexpr void equals(const auto& constant) { look(constant); }
  constexpr void in(const auto& constant) { look(constant); }
  constexpr void not_in(const auto& constant) { look(constant); }
  constexpr void length(std::size_t min, std::size_t max) {
    if (min != 0) min_length = min;
    if (max != kNoMax) max_length = max;
  }
  constexpr void byte_length(std::size_t min, std::size_t max) {
    if (min != 0) min_bytes = min;
    if (max != kNoMax) max_bytes = max;
  }

  constexpr bool leaves_a_value() const {
    if (min_length > max_length || min_bytes > max_bytes) return false;
    if constexpr (RuleBound<V>) {
      if (!lower || !upper) return true;
      const int sign = order(*lower, *upper);
      return sign < 0 || (sign == 0 && !lower_open && !upper_open);
    } else {
      return true;
    }
  }
};

template <class V>
constexpr bool suits(For subject) {
  constexpr Kind kind = kKind<V>;
  switch (subject) {
    case For::kOrdered:
      return is_number(kind) || kIsTime<V>;
    case For::kNumber:
      return is_number(kind);
    case For::kFloating:
      return kind == Kind::kFloat || kind == Kind::kDouble;
    case For::kLength:
    case For::kAffix:
      return kind == Kind::kString || kind == Kind::kBytes;
    case For::kText:
      return kind == Kind::kString;
    case For::kEnum:
      return kind == Kind::kEnum;
    case For::kTimestamp:
      return kIsTimestamp<V>;
    case For::kConstant:
      return (kind != Kind::kMessage && kind != Kind::kUnsupported) || kIsTime<V>;
  }
  return false;
}

// What a rule says about a value of type V, apart from its constants.
template <class Rule, class V>
constexpr bool check_subject() {
  constexpr For kFor = Rule::kFor;
  constexpr bool suited = suits<V>(kFor);
  static_assert(suited || kFor != For::kOrdered,
                "DUET_FIELD: gt, ge, lt, le and range are rules for numbers, Timestamp and Duration");
  static_assert(suited || kFor != For::kNumber, "DUET_FIELD: multiple_of is a rule for numbers");
  static_assert(suited || kFor != For::kFloating, "DUET_FIELD: finite is a rule for float and double");
  static_assert(suited || kFor != For::kLength,
                "DUET_FIELD: length, min_length and max_length are rules for strings and bytes");
  static_assert(suited || kFor != For::kText,
                "DUET_FIELD: pattern, byte_length, not_contains and formats such as email are rules for strings");
  static_assert(suited || kFor != For::kAffix,
                "DUET_FIELD: prefix, suffix and contains are rules for strings and bytes");
  static_assert(suited || kFor != For::kEnum, "DUET_FIELD: defined_only is a rule for enums");
  static_assert(suited || kFor != For::kTimestamp, "DUET_FIELD: lt_now, gt_now and within are rules for Timestamp");
  static_assert(suited || kFor != For::kConstant,
                "DUET_FIELD: equals, in and not_in are rules for numbers, bools, strings, bytes, enums, Timestamp and "
                "Duration");
  return suited;
}

template <class Place, class V>
constexpr bool check_step() {
  constexpr double step = Place::kRule.step;
  constexpr bool is_number = step > 0 && fits<double>(step) && step <= std::numeric_limits<double>::max();
  static_assert(is_number, "DUET_FIELD: the step of multiple_of is greater than 0");
  constexpr bool is_exact = Place::kRule.exact;
  static_assert(is_exact, "DUET_FIELD: the step of multiple_of is 2^53 at most, beyond which it is rounded");
  if constexpr (is_number && is_exact && std::integral<V>) {
    constexpr double kExact = 9007199254740992;  // 2^53: what the contract, which has it as a double, can tell
    constexpr bool is_whole = [] {
      if (step > kExact) return false;
      const auto whole = static_cast<std::uint64_t>(step);
      return static_cast<double>(whole) == step && fits<V>(whole);
    }();
    static_assert(is_whole,
                  "DUET_FIELD: the step of multiple_of for integers is an integer of the field's type, 2^53 at most");
    return is_whole;
  }
  return is_number && is_exact;
}

// A rule about a value of type V.
template <class Place, class V>
constexpr bool check_value_rule() {
  using Rule = typename Place::Rule;
  if constexpr (!check_subject<Rule, V>()) {
    return false;
  } else if constexpr (Rule::kFor == For::kOrdered || Rule::kFor == For::kConstant) {
    constexpr ConstantCheck<V> check = [] {
      ConstantCheck<V> sink;
      Place::kRule.tell(sink);
      return sink;
    }();
    static_assert(check.of_type, "DUET_FIELD: the constants of a rule are of the type of the field");
    static_assert(check.whole, "DUET_FIELD: the bound of an integer field is an integer");
    static_assert(check.fit, "DUET_FIELD: a constant of a rule is a value that the field can have");
    return check.of_type && check.whole && check.fit;
  } else if constexpr (Rule::kFor == For::kNumber) {
    return check_step<Place, V>();
  } else if constexpr (requires { Place::kRule.distance; }) {
    constexpr auto distance = Place::kRule.distance;
    constexpr bool is_above_0 = is_valid_time(distance) && (distance.seconds > 0 || distance.nanos > 0);
    static_assert(is_above_0, "DUET_FIELD: within() takes a Duration above 0");
    return is_above_0;
  } else {
    return true;
  }
}

template <class... Rules>
constexpr bool settle_different(const Rules&... rules) {
  unsigned settled = 0;
  bool different = true;
  [[maybe_unused]] const auto look = [&](const auto& rule) {
    if constexpr (ValueRule<std::remove_cvref_t<decltype(rule)>>) {
      different = different && (settled & rule.aspects()) == 0;
      settled |= rule.aspects();
    }
  };
  (look(rules), ...);
  return different;
}

template <class V, class... Rules>
constexpr bool leave_a_value(const Rules&... rules) {
  ConstantCheck<V> all;
  [[maybe_unused]] const auto look = [&](const auto& rule) {
    using Rule = std::remove_cvref_t<decltype(rule)>;
    if constexpr (ValueRule<Rule>) {
      if constexpr (Rule::kFor == For::kOrdered || std::same_as<Rule, Length> || std::same_as<Rule, ByteLength>)
        rule.tell(all);
    }
  };
  (look(rules), ...);
  return all.leaves_a_value();
}

// All rules about one value together. `List` is a type with the tuple `kRules`.
template <class List, class V>
constexpr bool check_together() {
  if constexpr (std::tuple_size_v<std::remove_cvref_t<decltype(List::kRules)>> == 0) {
    return true;
  } else {
    constexpr bool differ = std::apply([](const auto&... rules) { return settle_different(rules...); }, List::kRules);
    static_assert(differ,
                  "DUET_FIELD: two rules settle the same (two lower bounds, two lengths, two formats, ...); keep one");
    constexpr bool leave = std::apply([](const auto&... rules) { return leave_a_value<V>(rules...); }, List::kRules);
    static_assert(!differ || leave, "DUET_FIELD: no value obeys these rules: a lower bound is above an upper bound");
    return differ && leave;
  }
}

template <class F>
struct FieldRules {
  static constexpr const auto& kRules = F::kData.rules;
};
template <class Place>
struct KeyRules {
  static constexpr const auto& kRules = Place::kRule.rules;
};

template <class Place, class F>
constexpr bool check_keys() {
  static_assert(F::kShape == Shape::kMap, "DUET_FIELD: keys is a rule for maps");
  if constexpr (F::kShape == Shape::kMap) {
    using Key = typename ShapeOf<typename F::Type>::Key;
    constexpr bool each = [] {
      bool ok = true;
      for_each_key_rule<Place>([&]<class KeyPlace>() {
        constexpr bool is_about_value = ValueRule<typename KeyPlace::Rule>;
        static_assert(is_about_value, "DUET_FIELD: keys() takes rules about values");
        if constexpr (is_about_value)
          ok = check_value_rule<KeyPlace, Key>() && ok;
        else
          ok = false;
      });
      return ok;
    }();
    if constexpr (each) return check_together<KeyRules<Place>, Key>();
  }
  return false;
}

}  // namespace duet::detail
