#include "rule_group.hpp"

#include <array>
#include <utility>

#include "literals.hpp"
#include "types.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;
using Words = std::vector<std::string>;

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kMessageGroups{{
    {"google.protobuf.BoolValue", "bool"},
    {"google.protobuf.BytesValue", "bytes"},
    {"google.protobuf.DoubleValue", "double"},
    {"google.protobuf.Duration", "duration"},
    {"google.protobuf.FloatValue", "float"},
    {"google.protobuf.Int32Value", "int32"},
    {"google.protobuf.Int64Value", "int64"},
    {"google.protobuf.StringValue", "string"},
    {"google.protobuf.Timestamp", "timestamp"},
    {"google.protobuf.UInt32Value", "uint32"},
    {"google.protobuf.UInt64Value", "uint64"},
}};

}  // namespace

std::string group_of(const Subject& subject) {
  if (!subject.is_element && subject.field.is_map()) return "map";
  if (!subject.is_element && subject.field.is_repeated()) return "repeated";
  if (subject.value.cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) return subject.value.type_name();
  for (const auto& [message, group] : kMessageGroups) {
    if (subject.value.message_type()->full_name() == message) return std::string(group);
  }
  return {};
}

const pb::FieldDescriptor* GroupReader::take(std::string_view name) {
  const pb::FieldDescriptor* field = group_.GetDescriptor()->FindFieldByName(std::string(name));
  if (field == nullptr) return nullptr;
  taken_.insert(std::string(name));
  const pb::Reflection& reflection = *group_.GetReflection();
  const bool is_set =
      field->is_repeated() ? reflection.FieldSize(group_, field) > 0 : reflection.HasField(group_, field);
  return is_set ? field : nullptr;
}

bool GroupReader::take_true(std::string_view name) {
  const pb::FieldDescriptor* field = take(name);
  return field != nullptr && field->cpp_type() == pb::FieldDescriptor::CPPTYPE_BOOL &&
         group_.GetReflection()->GetBool(group_, field);
}

std::string GroupReader::value(const pb::FieldDescriptor& field, int index) {
  if (subject_.value.cpp_type() != pb::FieldDescriptor::CPPTYPE_ENUM) return literal(group_, field, index);
  const pb::Reflection& reflection = *group_.GetReflection();
  const int number =
      index < 0 ? reflection.GetInt32(group_, &field) : reflection.GetRepeatedInt32(group_, &field, index);
  return enum_literal(*subject_.value.enum_type(), number, *subject_.field.file(), names_);
}

void GroupReader::read_bounds(Words& words, const std::function<void(std::string, std::string)>& refuse) {
  const pb::FieldDescriptor* gt = take("gt");
  const pb::FieldDescriptor* gte = take("gte");
  const pb::FieldDescriptor* lt = take("lt");
  const pb::FieldDescriptor* lte = take("lte");
  const pb::FieldDescriptor* lower = gt != nullptr ? gt : gte;
  const pb::FieldDescriptor* upper = lt != nullptr ? lt : lte;
  if (lower != nullptr && upper != nullptr && amount(group_, *lower) > amount(group_, *upper)) {
    return refuse(lower->name(), "with a lower bound above the upper one it means 'outside of', which Duet cannot say");
  }
  if (gte != nullptr && lte != nullptr) {
    words.push_back("duet::range(" + value(*gte, -1) + ", " + value(*lte, -1) + ")");
  } else {
    if (gt != nullptr) words.push_back("duet::gt(" + value(*gt, -1) + ")");
    if (gte != nullptr) words.push_back("duet::ge(" + value(*gte, -1) + ")");
    if (lt != nullptr) words.push_back("duet::lt(" + value(*lt, -1) + ")");
    if (lte != nullptr) words.push_back("duet::le(" + value(*lte, -1) + ")");
  }
  if (take_true("lt_now")) words.emplace_back("duet::lt_now");
  if (take_true("gt_now")) words.emplace_back("duet::gt_now");
  if (const auto* within = take("within")) words.push_back("duet::within(" + value(*within, -1) + ")");
  if (take_true("finite")) words.emplace_back("duet::finite");
}

// "length(3, 3)", "length(1, 80)", "min_length(1)" or "max_length(80)".
void GroupReader::read_pair(std::string_view exact, std::string_view min, std::string_view max, std::string_view word,
                            Words& words) {
  const pb::FieldDescriptor* one = take(exact);
  const pb::FieldDescriptor* low = take(min);
  const pb::FieldDescriptor* high = take(max);
  const std::string name(word);
  if (one != nullptr) words.push_back("duet::" + name + "(" + value(*one, -1) + ", " + value(*one, -1) + ")");
  if (low != nullptr && high != nullptr) {
    words.push_back("duet::" + name + "(" + value(*low, -1) + ", " + value(*high, -1) + ")");
  } else {
    if (low != nullptr) words.push_back("duet::min_" + name + "(" + value(*low, -1) + ")");
    if (high != nullptr) words.push_back("duet::max_" + name + "(" + value(*high, -1) + ")");
  }
}

void GroupReader::read_lengths(Words& words) {
  read_pair("len", "min_len", "max_len", "length", words);
  read_pair("len_bytes", "min_bytes", "max_bytes", "byte_length", words);
  read_pair({}, "min_items", "max_items", "items", words);
  read_pair({}, "min_pairs", "max_pairs", "items", words);
  if (take_true("unique")) words.emplace_back("duet::unique");
}

void GroupReader::read_texts(Words& words) {
  const bool is_bytes = subject_.value.type() == pb::FieldDescriptor::TYPE_BYTES;
  for (const std::string_view name : {"pattern", "prefix", "suffix", "contains", "not_contains"}) {
    if (is_bytes && name == "pattern") continue;
    if (const auto* field = take(name)) words.push_back("duet::" + std::string(name) + "(" + value(*field, -1) + ")");
  }
  if (is_bytes) return;
  for (const std::string_view name : {"email", "hostname", "ip", "ipv4", "ipv6", "uri", "uri_ref", "uuid"}) {
    if (take_true(name)) words.push_back("duet::" + std::string(name));
  }
}

void GroupReader::read_constants(Words& words) {
  if (const auto* field = take("const")) words.push_back("duet::equals(" + value(*field, -1) + ")");
  if (take_true("defined_only")) words.emplace_back("duet::defined_only");
  for (const std::string_view name : {"in", "not_in"}) {
    const pb::FieldDescriptor* field = take(name);
    if (field == nullptr) continue;
    std::string list;
    for (int i = 0; i < group_.GetReflection()->FieldSize(group_, field); ++i) {
      list += (i == 0 ? "" : ", ") + value(*field, i);
    }
    words.push_back("duet::" + std::string(name) + "(" + list + ")");
  }
}

void GroupReader::read(Words& words, const std::function<void(std::string, std::string)>& refuse) {
  read_constants(words);
  read_bounds(words, refuse);
  read_lengths(words);
  read_texts(words);
  // Documentation, and what the caller reads.
  for (const char* other : {"example", "items", "keys", "values"}) take(other);

  const pb::Reflection& reflection = *group_.GetReflection();
  std::vector<const pb::FieldDescriptor*> set;
  reflection.ListFields(group_, &set);
  for (const pb::FieldDescriptor* field : set) {
    const bool is_off = field->cpp_type() == pb::FieldDescriptor::CPPTYPE_BOOL && !field->is_repeated() &&
                        !field->is_extension() && !reflection.GetBool(group_, field);
    if (field->is_extension())
      refuse("(" + field->full_name() + ")", "Duet has no predefined rules");
    else if (!is_off && !taken_.contains(field->name()))
      refuse(field->name(), "Duet has no such rule");
  }
  if (!reflection.GetUnknownFields(group_).empty())
    refuse("?", "a rule of another version of buf/validate/validate.proto than the one that is imported");
}

}  // namespace duet::codegen
