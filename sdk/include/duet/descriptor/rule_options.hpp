// Rules as options of a field: buf.validate.FieldRules where it has words for them (sdk/proto/buf/validate), and
// duet.options.Field for the rest (sdk/proto/duet/options.proto). Field numbers below are from those files.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <type_traits>

#include "../model.hpp"
#include "../rules/place.hpp"
#include "../rules/reach.hpp"

namespace duet::detail {

// What rules are about: a kind of value in an encoding, or a time.
struct RuleSubject {
  Kind kind;
  Encoding encoding;
  enum class Time { kNone, kTimestamp, kDuration } time;
};

template <class V>
constexpr RuleSubject rule_subject(Encoding encoding) {
  using Time = RuleSubject::Time;
  using Inner = typename SubjectOf<V>::Type;
  return {kKind<Inner>, encoding,
          kIsTimestamp<Inner>  ? Time::kTimestamp
          : kIsDuration<Inner> ? Time::kDuration
                               : Time::kNone};
}

// Numbers of the fields that the rules of numbers, texts, bytes, enums and times have in common; 0 = there is none.
struct RuleNumbers {
  std::uint32_t type;  // in buf.validate.FieldRules
  std::uint32_t equals, lt, le, gt, ge, in, not_in;
};

constexpr RuleNumbers rule_numbers(const RuleSubject& subject) {
  using Time = RuleSubject::Time;
  if (subject.time == Time::kTimestamp) return {22, 2, 3, 4, 5, 6, 0, 0};
  if (subject.time == Time::kDuration) return {21, 2, 3, 4, 5, 6, 7, 8};
  const std::uint32_t form = subject.encoding == Encoding::kPlain ? 0 : subject.encoding == Encoding::kZigzag ? 1 : 2;
  const auto number = [](std::uint32_t type) { return RuleNumbers{type, 1, 2, 3, 4, 5, 6, 7}; };
  switch (subject.kind) {
    case Kind::kFloat:
      return number(1);
    case Kind::kDouble:
      return number(2);
    case Kind::kInt32:
      return number(form == 0 ? 3 : form == 1 ? 7 : 11);
    case Kind::kInt64:
      return number(form == 0 ? 4 : form == 1 ? 8 : 12);
    case Kind::kUint32:
      return number(form == 0 ? 5 : 9);
    case Kind::kUint64:
      return number(form == 0 ? 6 : 10);
    case Kind::kBool:
      return {13, 1, 0, 0, 0, 0, 0, 0};
    case Kind::kString:
      return {14, 1, 0, 0, 0, 0, 10, 11};
    case Kind::kBytes:
      return {15, 1, 0, 0, 0, 0, 8, 9};
    case Kind::kEnum:
      return {16, 1, 0, 0, 0, 0, 3, 4};
    case Kind::kMessage:
    case Kind::kUnsupported:
      break;
  }
  return {};
}

// An integer as the field's own type writes it.
inline void put_integer(protozero::pbf_writer& to, std::uint32_t tag, const RuleSubject& subject, std::uint64_t bits) {
  const bool is_fixed = subject.encoding == Encoding::kFixed;
  const bool is_zigzag = subject.encoding == Encoding::kZigzag;
  const auto small = static_cast<std::uint32_t>(bits);
  switch (subject.kind) {
    case Kind::kInt32:
      return is_fixed    ? to.add_sfixed32(tag, static_cast<std::int32_t>(small))
             : is_zigzag ? to.add_sint32(tag, static_cast<std::int32_t>(small))
                         : to.add_int32(tag, static_cast<std::int32_t>(small));
    case Kind::kInt64:
      return is_fixed    ? to.add_sfixed64(tag, static_cast<std::int64_t>(bits))
             : is_zigzag ? to.add_sint64(tag, static_cast<std::int64_t>(bits))
                         : to.add_int64(tag, static_cast<std::int64_t>(bits));
    case Kind::kUint32:
      return is_fixed ? to.add_fixed32(tag, small) : to.add_uint32(tag, small);
    case Kind::kUint64:
      return is_fixed ? to.add_fixed64(tag, bits) : to.add_uint64(tag, bits);
    default:
      return to.add_int32(tag, static_cast<std::int32_t>(small));
  }
}

inline void put_real(protozero::pbf_writer& to, std::uint32_t tag, const RuleSubject& subject, double value) {
  if (subject.kind == Kind::kFloat)
    to.add_float(tag, static_cast<float>(value));
  else
    to.add_double(tag, value);
}

inline void put_time(protozero::pbf_writer& to, std::uint32_t tag, std::int64_t seconds, std::int32_t nanos) {
  std::string bytes;
  protozero::pbf_writer time(bytes);
  if (seconds != 0) time.add_int64(1, seconds);
  if (nanos != 0) time.add_int32(2, nanos);
  to.add_message(tag, bytes);  // a nested writer would leave out one without content
}

// A sink for rules about one value.
class RuleOptions {
 public:
  explicit RuleOptions(const RuleSubject& subject) : subject_(subject), numbers_(rule_numbers(subject)) {}
  RuleOptions(const RuleOptions&) = delete;
  RuleOptions& operator=(const RuleOptions&) = delete;

  void gt(const auto& bound) { put(rules_, numbers_.gt, bound); }
  void ge(const auto& bound) { put(rules_, numbers_.ge, bound); }
  void lt(const auto& bound) { put(rules_, numbers_.lt, bound); }
  void le(const auto& bound) { put(rules_, numbers_.le, bound); }
  void equals(const auto& constant) { put(rules_, numbers_.equals, constant); }
  void in(const auto& constant) {
    if (numbers_.in != 0)
      put(rules_, numbers_.in, constant);
    else
      put(more_, 3, constant);
  }
  void not_in(const auto& constant) {
    if (numbers_.not_in != 0)
      put(rules_, numbers_.not_in, constant);
    else
      put(more_, 4, constant);
  }
  void finite() { rules_.add_bool(8, true); }
  void multiple_of(double step) { more_.add_double(1, step); }
  void defined_only() { rules_.add_bool(2, true); }

  void length(std::size_t min, std::size_t max) { length_.add(min, max); }
  void byte_length(std::size_t min, std::size_t max) { bytes_.add(min, max); }
  void pattern(std::string_view text) { rules_.add_string(6, text.data(), text.size()); }
  void prefix(std::string_view text) { rules_.add_bytes(is_bytes() ? 5 : 7, text.data(), text.size()); }
  void suffix(std::string_view text) { rules_.add_bytes(is_bytes() ? 6 : 8, text.data(), text.size()); }
  void contains(std::string_view text) { rules_.add_bytes(is_bytes() ? 7 : 9, text.data(), text.size()); }
  void not_contains(std::string_view text) { rules_.add_string(23, text.data(), text.size()); }
  void format(FormatName name) {
    if (name == FormatName::kDate)
      more_.add_bool(2, true);
    else
      rules_.add_bool(format_number(name), true);
  }

  void lt_now() { rules_.add_bool(7, true); }
  void gt_now() { rules_.add_bool(8, true); }
  void within(const auto& distance) { put_time(rules_, 9, distance.seconds, distance.nanos); }

  // buf.validate.FieldRules, and duet.options.Field; empty where there is nothing to say.
  std::string field_rules() const {
    std::string bytes, rules = rules_bytes_;
    put_size(rules, length_, is_bytes() ? 13 : 19, 2, 3);
    put_size(rules, bytes_, 20, 4, 5);
    if (!rules.empty()) protozero::pbf_writer(bytes).add_message(numbers_.type, rules);
    return bytes;
  }
  const std::string& more() const { return more_bytes_; }

 private:
  bool is_bytes() const { return subject_.kind == Kind::kBytes; }

  static constexpr std::uint32_t format_number(FormatName name) {
    constexpr std::uint32_t kNumbers[] = {12, 22, 17, 18, 13, 14, 15, 16};  // in the order of FormatName
    return kNumbers[static_cast<std::size_t>(name)];
  }

  // Least and greatest, from one rule or from two.
  struct Size {
    std::size_t min = 0, max = kNoMax;
    void add(std::size_t least, std::size_t greatest) {
      if (least != 0) min = least;
      if (greatest != kNoMax) max = greatest;
    }
  };

  static void put_size(std::string& to, const Size& size, std::uint32_t exact_tag, std::uint32_t min_tag,
                       std::uint32_t max_tag) {
    protozero::pbf_writer rules(to);
    if (size.min == size.max) return rules.add_uint64(exact_tag, size.min);
    if (size.min != 0) rules.add_uint64(min_tag, size.min);
    if (size.max != kNoMax) rules.add_uint64(max_tag, size.max);
  }

  template <class C>
  void put(protozero::pbf_writer& to, std::uint32_t tag, const C& constant) const {
    if constexpr (std::same_as<C, bool>) {
      to.add_bool(tag, constant);
    } else if constexpr (std::is_enum_v<C>) {
      to.add_int32(tag, static_cast<std::int32_t>(constant));
    } else if constexpr (std::is_arithmetic_v<C>) {
      if (subject_.kind == Kind::kFloat || subject_.kind == Kind::kDouble)
        return put_real(to, tag, subject_, static_cast<double>(constant));
      if constexpr (std::integral<C>) put_integer(to, tag, subject_, static_cast<std::uint64_t>(constant));
    } else if constexpr (kIsTime<C>) {
      put_time(to, tag, constant.seconds, constant.nanos);
    } else {
      to.add_bytes(tag, constant.data(), constant.size());
    }
  }

  RuleSubject subject_;
  RuleNumbers numbers_;
  Size length_, bytes_;
  std::string rules_bytes_, more_bytes_;
  protozero::pbf_writer rules_{rules_bytes_}, more_{more_bytes_};
};

struct FieldOptionBytes {
  std::string rules;  // buf.validate.FieldRules
  std::string more;   // duet.options.Field
};

template <class Place>
void tell_if_value_rule(RuleOptions& options) {
  if constexpr (ValueRule<typename Place::Rule>) Place::kRule.tell(options);
}

inline void put_message(std::string& to, std::uint32_t tag, const std::string& message) {
  if (!message.empty()) protozero::pbf_writer(to).add_message(tag, message);
}

// The rules of a map's keys.
template <class F, class Place>
void put_keys(std::string& rules, std::string& more) {
  RuleOptions keys(rule_subject<typename ShapeOf<typename F::Type>::Key>(F::kKeyEncoding));
  for_each_key_rule<Place>([&]<class KeyPlace>() { tell_if_value_rule<KeyPlace>(keys); });
  put_message(rules, 4, keys.field_rules());
  put_message(more, 6, keys.more());
}

// The rules of a list or map, around those of its values.
template <class F>
void put_container(const RuleOptions& values, FieldOptionBytes& to) {
  constexpr bool kIsMap = F::kShape == Shape::kMap;
  std::string rules;
  protozero::pbf_writer writer(rules);
  for_each_rule<F>([&]<class Place>() {
    using Rule = typename Place::Rule;
    if constexpr (std::same_as<Rule, Items>) {
      if (Place::kRule.min != 0) writer.add_uint64(1, Place::kRule.min);
      if (Place::kRule.max != kNoMax) writer.add_uint64(2, Place::kRule.max);
    } else if constexpr (std::same_as<Rule, Unique>) {
      writer.add_bool(3, true);
    } else if constexpr (kIsKeys<Rule>) {
      put_keys<F, Place>(rules, to.more);
    }
  });
  put_message(rules, kIsMap ? 5 : 4, values.field_rules());
  put_message(to.rules, kIsMap ? 19 : 18, rules);
  put_message(to.more, 5, values.more());
}

template <class F>
FieldOptionBytes field_option_bytes() {
  constexpr int kIgnoreIfZero = 1, kIgnoreAlways = 3;
  using Rules = typename F::Rules;
  FieldOptionBytes options;
  RuleOptions values(rule_subject<typename F::Value>(F::kEncoding));
  for_each_rule<F>([&]<class Place>() { tell_if_value_rule<Place>(values); });
  if constexpr (F::kShape == Shape::kList || F::kShape == Shape::kMap) {
    put_container<F>(values, options);
  } else {
    options.rules = values.field_rules();
    options.more = values.more();
  }
  protozero::pbf_writer rules(options.rules), more(options.more);
  if constexpr (F::kRequired) rules.add_bool(25, true);
  // What the service sets is not checked when a caller sends it; what is said of it is a promise of the service's.
  if constexpr (F::kOutputOnly && kHasOwnRule<Rules>)
    rules.add_enum(27, kIgnoreAlways);
  else if constexpr (kHasRule<IgnoreIfZero, Rules>)
    rules.add_enum(27, kIgnoreIfZero);
  for_each_rule<F>([&]<class Place>() {
    using Rule = typename Place::Rule;
    if constexpr (std::same_as<Rule, Example>)
      more.add_string(10, Place::kRule.json.data(), Place::kRule.json.size());
    else if constexpr (std::same_as<Rule, DefaultIs>)
      more.add_string(11, Place::kRule.json.data(), Place::kRule.json.size());
  });
  return options;
}

}  // namespace duet::detail
