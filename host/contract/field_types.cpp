#include <google/protobuf/descriptor.pb.h>

#include <array>

#include "contract/field_name.hpp"
#include "contract/rule.hpp"

namespace duet::contract {
namespace {

using pb::FieldDescriptor;

/// Types of one number can take each other's place; by FieldDescriptor::Type. In protobuf's encoding (see "Updating A
/// Message Type" of its language guide) varints share theirs, but for zigzag ones; an enum could, but what its numbers
/// mean is not known; bytes may take strings, not the other way, which wire_compatible() sees to.
constexpr std::array<int, FieldDescriptor::MAX_TYPE + 1> kWireGroups = [] {
  std::array<int, FieldDescriptor::MAX_TYPE + 1> group{};
  for (int type = 0; type <= FieldDescriptor::MAX_TYPE; ++type) group.at(type) = type;
  for (const int type : {FieldDescriptor::TYPE_INT64, FieldDescriptor::TYPE_UINT32, FieldDescriptor::TYPE_UINT64,
                         FieldDescriptor::TYPE_BOOL}) {
    group.at(type) = FieldDescriptor::TYPE_INT32;
  }
  group.at(FieldDescriptor::TYPE_SINT64) = FieldDescriptor::TYPE_SINT32;
  group.at(FieldDescriptor::TYPE_SFIXED32) = FieldDescriptor::TYPE_FIXED32;
  group.at(FieldDescriptor::TYPE_SFIXED64) = FieldDescriptor::TYPE_FIXED64;
  return group;
}();

/// The same in both protobuf's encoding and JSON, where 64 bits are text and 32 are a number.
constexpr std::array<int, FieldDescriptor::MAX_TYPE + 1> kWireJsonGroups = [] {
  std::array<int, FieldDescriptor::MAX_TYPE + 1> group{};
  for (int type = 0; type <= FieldDescriptor::MAX_TYPE; ++type) group.at(type) = type;
  group.at(FieldDescriptor::TYPE_UINT32) = FieldDescriptor::TYPE_INT32;
  group.at(FieldDescriptor::TYPE_UINT64) = FieldDescriptor::TYPE_INT64;
  group.at(FieldDescriptor::TYPE_SFIXED32) = FieldDescriptor::TYPE_FIXED32;
  group.at(FieldDescriptor::TYPE_SFIXED64) = FieldDescriptor::TYPE_FIXED64;
  return group;
}();

/// Empty for a type that has no name of its own.
std::string named_type(const FieldDescriptor& field) {
  if (field.message_type() != nullptr) return field.message_type()->full_name();
  return field.enum_type() != nullptr ? field.enum_type()->full_name() : "";
}

std::string type_text(const FieldDescriptor& field) {
  const std::string name = named_type(field);
  return name.empty() ? field.type_name() : std::string(field.type_name()) + " " + name;
}

void report_types(const FieldDescriptor& before, const FieldDescriptor& now, Report& report,
                  const std::string& why = "") {
  const int part = named_type(now).empty() ? pb::FieldDescriptorProto::kTypeFieldNumber
                                           : pb::FieldDescriptorProto::kTypeNameFieldNumber;
  report.add({place_of(now).part({part}), place_of(now)},
             field_name(now) + " was " + type_text(before) + " and is " + type_text(now) + why);
}

void same_type(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (before.type() != now.type() || named_type(before) != named_type(now)) report_types(before, now, report);
}

/// Another enum will do if it is called the same, somewhere else, and knows all that the old one knew.
bool takes_place_of(const pb::EnumDescriptor& now, const pb::EnumDescriptor& before) {
  if (now.name() != before.name()) return false;
  for (int i = 0; i < before.value_count(); ++i) {
    const pb::EnumValueDescriptor* value = now.FindValueByName(before.value(i)->name());
    if (value == nullptr || value->number() != before.value(i)->number()) return false;
  }
  return true;
}

/// For two types of one group.
void check_named_type(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (named_type(before) == named_type(now)) return;
  if (now.enum_type() != nullptr && takes_place_of(*now.enum_type(), *before.enum_type())) return;
  report_types(before, now, report);
}

void wire_compatible(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (kWireGroups.at(before.type()) == kWireGroups.at(now.type())) return check_named_type(before, now, report);
  if (before.type() == FieldDescriptor::TYPE_STRING && now.type() == FieldDescriptor::TYPE_BYTES) return;
  const bool narrowed = before.type() == FieldDescriptor::TYPE_BYTES && now.type() == FieldDescriptor::TYPE_STRING;
  report_types(before, now, report,
               narrowed ? "; bytes need not be UTF-8" : "; these are not the same in protobuf's encoding");
}

void wire_json_compatible(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (kWireJsonGroups.at(before.type()) == kWireJsonGroups.at(now.type())) return check_named_type(before, now, report);
  report_types(before, now, report, "; these are not the same in both protobuf's encoding and JSON");
}

}  // namespace

std::span<const Rule> field_type_rules() {
  static constexpr std::array kRules{
      Rule{"FIELD_SAME_TYPE", kFile | kPackage, same_type, "fields keep their type"},
      Rule{"FIELD_WIRE_COMPATIBLE_TYPE", kWire, wire_compatible, "the type of a field is read as before"},
      Rule{"FIELD_WIRE_JSON_COMPATIBLE_TYPE", kWireJson, wire_json_compatible,
           "the type of a field is read as before, in JSON too"},
  };
  return kRules;
}

}  // namespace duet::contract
