#include "rules.hpp"

#include <algorithm>
#include <memory>

#include "layout.hpp"
#include "literals.hpp"
#include "rule_group.hpp"
#include "rule_sense.hpp"
#include "words.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;
using Words = std::vector<std::string>;

// Numbers of buf.validate.Ignore.
enum { kIgnoreIfZero = 1, kIgnoreAlways = 3 };

// The rules for a value, or for each value of a list or map; and for each key of a map.
struct RuleWords {
  Words values, keys;
};

// One message of buf.validate.FieldRules, and those within it for elements and keys.
class FieldRules {
 public:
  FieldRules(const pb::FieldDescriptor& field, Output& output) : field_(field), output_(output) {}

  void read(const pb::Message& rules, const Subject& subject, const std::string& path, Words& words, Words& of_keys) {
    const pb::Reflection& reflection = *rules.GetReflection();
    std::vector<const pb::FieldDescriptor*> set;
    reflection.ListFields(rules, &set);
    bool is_required = false;
    for (const pb::FieldDescriptor* rule : set) {
      const std::string name = path + "." + rule->name();
      if (rule->name() == "required" && rule->cpp_type() == pb::FieldDescriptor::CPPTYPE_BOOL) {
        // An element is always set.
        if (subject.is_element || !reflection.GetBool(rules, rule)) continue;
        if (field_.real_containing_oneof() != nullptr) {
          refuse(name,
                 "Duet cannot require one member of a oneof; require the oneof, with (buf.validate.oneof).required");
          continue;
        }
        read_required(words);
        is_required = true;
      } else if (rule->name() == "ignore" && rule->cpp_type() == pb::FieldDescriptor::CPPTYPE_ENUM) {
        read_ignore(reflection.GetEnumValue(rules, rule), subject, name, words);
        if (is_required && !words.empty() && words.back() == "duet::ignore_if_zero")
          mistaken(name, "it takes back what required says; keep one of them");
      } else if (rule->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && !rule->is_repeated()) {
        read_group(reflection.GetMessage(rules, rule), *rule, subject, name, words, of_keys);
      } else {
        refuse(name, "Duet has no such rule");
      }
    }
  }

  bool ignores_all() const { return ignores_all_; }

 private:
  // A bool that cannot tell "false" from "not sent" must be true.
  void read_required(Words& words) {
    const bool is_plain_bool =
        field_.type() == pb::FieldDescriptor::TYPE_BOOL && !field_.is_repeated() && !field_.has_presence();
    words.emplace_back(is_plain_bool ? "duet::equals(true)" : "duet::required");
  }

  void read_ignore(int ignore, const Subject& subject, const std::string& name, Words& words) {
    if (ignore == 0) return;
    if (subject.is_element) return refuse(name, "Duet cannot leave single elements out of a rule");
    // Rules of a message say nothing about one that is not set.
    const bool is_message = field_.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && !field_.is_repeated();
    if (ignore == kIgnoreIfZero && !is_message) words.emplace_back("duet::ignore_if_zero");
    if (ignore == kIgnoreAlways) ignores_all_ = true;
    if (ignore != kIgnoreIfZero && ignore != kIgnoreAlways) refuse(name, "Duet does not know this number");
  }

  void read_group(const pb::Message& group, const pb::FieldDescriptor& rule, const Subject& subject,
                  const std::string& name, Words& words, Words& of_keys) {
    const std::string expected = group_of(subject);
    if (rule.name() != expected) {
      return refuse(name, expected.empty() ? "Duet has no rules for values of this type"
                                           : "a field of this type takes the rules of " + expected);
    }
    check_group(group, subject,
                [&](const std::string& one, const std::string& why) { mistaken(name + "." + one, why); });
    GroupReader reader(group, subject, output_.names);
    reader.read(words, [&](const std::string& one, const std::string& why) { refuse(name + "." + one, why); });
    if (expected == "repeated") read_elements(group, "items", field_, name, words);
    if (expected != "map") return;
    read_elements(group, "values", *field_.message_type()->map_value(), name, words);
    read_elements(group, "keys", *field_.message_type()->map_key(), name, of_keys);
  }

  void read_elements(const pb::Message& group, const std::string& which, const pb::FieldDescriptor& value,
                     const std::string& path, Words& words) {
    const pb::FieldDescriptor* field = group.GetDescriptor()->FindFieldByName(which);
    if (field == nullptr || !group.GetReflection()->HasField(group, field)) return;
    const Subject element{field_, value, true};
    read(group.GetReflection()->GetMessage(group, field), element, path + "." + which, words, words);
  }

  void mistaken(const std::string& rule, const std::string& why) {
    output_.problems.error(field_, "field", "(buf.validate.field)" + rule + ": " + why);
  }

  void refuse(const std::string& rule, const std::string& why) {
    const std::string message = "(buf.validate.field)" + rule + ": " + why;
    if (output_.parameters.warn_of_unsupported_rules)
      output_.problems.warn(field_, "field", message + "; it is left out");
    else
      output_.problems.error(
          field_, "field", message + "; take it out, or give protoc-gen-duet unsupported_rules=warn to go on without");
  }

  const pb::FieldDescriptor& field_;
  Output& output_;
  bool ignores_all_ = false;
};

std::string list_text(const pb::Message& message, const pb::FieldDescriptor& field) {
  std::string list;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    list += (i == 0 ? "" : ", ") + literal(message, field, i);
  }
  return list;
}

std::string step_text(double step, const pb::FieldDescriptor& value) {
  const bool is_floating =
      value.cpp_type() == pb::FieldDescriptor::CPPTYPE_DOUBLE || value.cpp_type() == pb::FieldDescriptor::CPPTYPE_FLOAT;
  std::string text = double_literal(step);
  if (!is_floating && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

// Rules and documentation of duet.options.Field.
void read_own(const pb::Message& own, const pb::FieldDescriptor& value, const pb::FieldDescriptor* key,
              RuleWords& words) {
  const pb::Reflection& reflection = *own.GetReflection();
  std::vector<const pb::FieldDescriptor*> set;
  reflection.ListFields(own, &set);
  for (const pb::FieldDescriptor* field : set) {
    const std::string& name = field->name();
    if (name == "multiple_of") {
      words.values.push_back("duet::multiple_of(" + step_text(reflection.GetDouble(own, field), value) + ")");
    } else if (name == "date" && reflection.GetBool(own, field)) {
      words.values.emplace_back("duet::date");
    } else if (name == "in" || name == "not_in") {
      words.values.push_back("duet::" + name + "(" + list_text(own, *field) + ")");
    } else if (name == "example") {
      for (int i = 0; i < reflection.FieldSize(own, field); ++i)
        words.values.push_back("duet::example(" + literal(own, *field, i) + ")");
    } else if (name == "default") {
      words.values.push_back("duet::default_is(" + literal(own, *field, -1) + ")");
    } else if (name == "items") {
      read_own(reflection.GetMessage(own, field), value, nullptr, words);
    } else if (name == "keys" && key != nullptr) {
      RuleWords inner;
      read_own(reflection.GetMessage(own, field), *key, nullptr, inner);
      words.keys.insert(words.keys.end(), inner.values.begin(), inner.values.end());
    }
  }
}

// Does the service set the field, and no caller?
bool is_output_only(const pb::FieldDescriptor& field, const OptionReader& options) {
  constexpr int kOutputOnly = 3;
  const std::vector<int> behaviors = options.enum_numbers(field.options(), "google.api.field_behavior");
  return std::find(behaviors.begin(), behaviors.end(), kOutputOnly) != behaviors.end();
}

}  // namespace

Words field_rules(const pb::FieldDescriptor& field, Output& output) {
  RuleWords words;
  if (const auto rules = output.options.find(field.options(), "buf.validate.field")) {
    FieldRules reader(field, output);
    reader.read(*rules->value, Subject{field, field}, "", words.values, words.keys);
    // Rules that are never checked still tell what to expect of a field that the service sets.
    if (reader.ignores_all() && !is_output_only(field, output.options)) words = {};
  }
  if (const auto own = output.options.find(field.options(), "duet.options.field")) {
    check_own(*own->value, field, [&](const std::string& rule, const std::string& why) {
      output.problems.error(field, "field", "(duet.options.field)." + rule + ": " + why);
    });
    const pb::Descriptor* entry = field.is_map() ? field.message_type() : nullptr;
    read_own(*own->value, entry ? *entry->map_value() : field, entry ? entry->map_key() : nullptr, words);
  }
  if (!words.keys.empty()) words.values.push_back(call_text("duet::keys", words.keys, 0, 0));
  return words.values;
}

Words oneof_rules(const pb::OneofDescriptor& oneof, Output& output) {
  const auto rules = output.options.find(oneof.options(), "buf.validate.oneof");
  return rules && rules->is_true("required") ? Words{"duet::required"} : Words{};
}

Words check_names(const pb::Descriptor& message, Output& output) {
  const auto option = output.options.find(message.options(), "duet.options.message");
  return option ? option->texts("check") : Words{};
}

void refuse_message_rules(const pb::Descriptor& message, Output& output) {
  const auto option = output.options.find(message.options(), "buf.validate.message");
  if (!option) return;
  std::vector<const pb::FieldDescriptor*> set;
  option->value->GetReflection()->ListFields(*option->value, &set);
  for (const pb::FieldDescriptor* rule : set) {
    const std::string reason = "(buf.validate.message)." + rule->name() +
                               ": Duet has no such rule for whole messages; name a C++ function with "
                               "(duet.options.message).check";
    if (output.parameters.warn_of_unsupported_rules)
      output.problems.warn(message, "message", reason + "; it is left out");
    else
      output.problems.error(message, "message", reason + ", or give protoc-gen-duet unsupported_rules=warn");
  }
}

}  // namespace duet::codegen
