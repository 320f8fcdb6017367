#include "rule_sense.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "literals.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

// The field of this name if it is set.
const pb::FieldDescriptor* find_set(const pb::Message& group, const char* name) {
  const pb::FieldDescriptor* field = group.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && !field->is_repeated() && group.GetReflection()->HasField(group, field) ? field : nullptr;
}

const pb::FieldDescriptor* find_either(const pb::Message& group, const char* one, const char* other) {
  const pb::FieldDescriptor* field = find_set(group, one);
  return field != nullptr ? field : find_set(group, other);
}

// A lower bound above the upper one has a meaning of its own in buf.validate.
void check_bounds(const pb::Message& group, const Mistaken& mistaken) {
  const pb::FieldDescriptor* lower = find_either(group, "gt", "gte");
  const pb::FieldDescriptor* upper = find_either(group, "lt", "lte");
  if (lower == nullptr || upper == nullptr || amount(group, *lower) != amount(group, *upper)) return;
  if (lower->name() == "gte" && upper->name() == "lte") return;
  mistaken(lower->name(), "no value obeys it and " + upper->name() + " too: both name the same bound");
}

void check_lengths(const pb::Message& group, const char* exact, const char* min, const char* max,
                   const Mistaken& mistaken) {
  const pb::FieldDescriptor* low = find_set(group, min);
  const pb::FieldDescriptor* high = find_set(group, max);
  if (low != nullptr && high != nullptr && amount(group, *low) > amount(group, *high))
    return mistaken(min, "no value obeys it and " + std::string(max) + " too: it is more than that");
  if (find_set(group, exact) == nullptr) return;
  for (const pb::FieldDescriptor* other : {low, high}) {
    if (other != nullptr) mistaken(other->name(), std::string(exact) + " says the length already; keep one of them");
  }
}

// The limits of google/protobuf/timestamp.proto and duration.proto.
bool is_time(const pb::Message& time) {
  const pb::Descriptor& type = *time.GetDescriptor();
  const pb::Reflection& reflection = *time.GetReflection();
  const std::int64_t seconds = reflection.GetInt64(time, type.FindFieldByName("seconds"));
  const std::int32_t nanos = reflection.GetInt32(time, type.FindFieldByName("nanos"));
  if (type.full_name() == "google.protobuf.Timestamp")
    return seconds >= -62135596800 && seconds <= 253402300799 && nanos >= 0 && nanos <= 999999999;
  return seconds >= -315576000000 && seconds <= 315576000000 && nanos >= -999999999 && nanos <= 999999999 &&
         (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0));
}

// Empty, or what is wrong with one of the values of the rule.
std::string wrong_value(const pb::Message& group, const pb::FieldDescriptor& rule) {
  const pb::Reflection& reflection = *group.GetReflection();
  for (int i = 0; i < (rule.is_repeated() ? reflection.FieldSize(group, &rule) : 1); ++i) {
    if (rule.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) {
      const pb::Message& value =
          rule.is_repeated() ? reflection.GetRepeatedMessage(group, &rule, i) : reflection.GetMessage(group, &rule);
      const std::string& type = value.GetDescriptor()->full_name();
      const bool is_any_time = type == "google.protobuf.Timestamp" || type == "google.protobuf.Duration";
      if (is_any_time && !is_time(value)) return "the value is out of the range of " + type;
    }
    const std::string text =
        rule.cpp_type() == pb::FieldDescriptor::CPPTYPE_DOUBLE || rule.cpp_type() == pb::FieldDescriptor::CPPTYPE_FLOAT
            ? literal(group, rule, rule.is_repeated() ? i : -1)
            : std::string();
    if (text.ends_with("NaN()")) return "no value is equal to, below or above NaN";
  }
  return {};
}

void check_values(const pb::Message& group, const Mistaken& mistaken) {
  std::vector<const pb::FieldDescriptor*> set;
  group.GetReflection()->ListFields(group, &set);
  for (const pb::FieldDescriptor* rule : set) {
    if (rule->is_extension() || rule->name() == "example") continue;
    if (const std::string wrong = wrong_value(group, *rule); !wrong.empty()) mistaken(rule->name(), wrong);
  }
  const pb::FieldDescriptor* within = find_set(group, "within");
  if (within != nullptr && amount(group, *within) <= std::pair<long double, std::int32_t>{})
    mistaken("within", "it takes a duration above 0");
}

constexpr double kInfinite = std::numeric_limits<double>::infinity();
// Steps are doubles: integers from here on may have been rounded.
constexpr double kExact = 9007199254740992;  // 2^53

// Groups of numbers, with the largest step that values of theirs can have.
constexpr std::array<std::pair<std::string_view, double>, 12> kNumbers{{
    {"double", kInfinite},
    {"fixed32", std::numeric_limits<std::uint32_t>::max()},
    {"fixed64", kExact},
    {"float", kInfinite},
    {"int32", std::numeric_limits<std::int32_t>::max()},
    {"int64", kExact},
    {"sfixed32", std::numeric_limits<std::int32_t>::max()},
    {"sfixed64", kExact},
    {"sint32", std::numeric_limits<std::int32_t>::max()},
    {"sint64", kExact},
    {"uint32", std::numeric_limits<std::uint32_t>::max()},
    {"uint64", kExact},
}};

// Empty, or what is wrong with the step.
std::string wrong_step(double step, const std::string& group) {
  for (const auto& [number, max] : kNumbers) {
    if (number != group) continue;
    if (!(step > 0) || std::isinf(step)) return "the step is a number above 0";
    if (max == kInfinite) return {};
    if (step != std::floor(step)) return "values of " + group + " are whole, and so is the step";
    if (step <= max) return {};
    return max == kExact ? "the step is 2^53 (9007199254740992) at most, up to where it is exact"
                         : "the step is above every value of " + group;
  }
  return "it is a rule for numbers";
}

void check_own(const pb::Message& own, const Subject& subject, const std::string& path, const Mistaken& mistaken) {
  const pb::Reflection& reflection = *own.GetReflection();
  const std::string group = group_of(subject);
  std::vector<const pb::FieldDescriptor*> set;
  reflection.ListFields(own, &set);
  for (const pb::FieldDescriptor* rule : set) {
    const std::string& name = rule->name();
    const bool is_list = name == "items" || name == "keys";
    if (name == "multiple_of") {
      const std::string wrong = wrong_step(reflection.GetDouble(own, rule), group);
      if (!wrong.empty()) mistaken(path + name, wrong);
    } else if (name == "date" && reflection.GetBool(own, rule) && group != "string") {
      mistaken(path + name, "it is a rule for strings");
    } else if (name == "in" || name == "not_in") {
      const std::string wrong = group == "timestamp" ? wrong_value(own, *rule) : "it is a rule for Timestamp";
      if (!wrong.empty()) mistaken(path + name, wrong);
    } else if (is_list &&
               (!path.empty() || !subject.field.is_repeated() || (name == "keys" && !subject.field.is_map()))) {
      mistaken(path + name, name == "keys" ? "it is for maps" : "it is for lists and maps");
    } else if (is_list) {
      const bool is_key = name == "keys";
      const Subject inner{subject.field, is_key ? *subject.field.message_type()->map_key() : subject.value, true};
      check_own(reflection.GetMessage(own, rule), inner, name + ".", mistaken);
    }
  }
}

}  // namespace

void check_group(const pb::Message& group, const Subject& subject, const Mistaken& mistaken) {
  check_bounds(group, mistaken);
  check_lengths(group, "len", "min_len", "max_len", mistaken);
  check_lengths(group, "len_bytes", "min_bytes", "max_bytes", mistaken);
  check_lengths(group, "", "min_items", "max_items", mistaken);
  check_lengths(group, "", "min_pairs", "max_pairs", mistaken);
  check_values(group, mistaken);
  const pb::FieldDescriptor* unique = find_set(group, "unique");
  if (unique != nullptr && group.GetReflection()->GetBool(group, unique) &&
      subject.value.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE)
    mistaken("unique", "it is a rule for lists of numbers, bools, strings, bytes and enums");
}

// What is written beside "items" is about the elements too.
void check_own(const pb::Message& own, const pb::FieldDescriptor& field, const Mistaken& mistaken) {
  check_own(own, Subject{field, field.is_map() ? *field.message_type()->map_value() : field, true}, "", mistaken);
}

}  // namespace duet::codegen
