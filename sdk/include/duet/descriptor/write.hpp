// Serialized pieces of google/protobuf/descriptor.proto: messages and enums. Field numbers below are from that file.
#pragma once

#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "spec.hpp"

namespace duet::detail {

inline constexpr std::uint32_t kFieldBehaviorOption = 1052;  // google.api.field_behavior
enum { kBehaviorRequired = 2, kBehaviorOutputOnly = 3 };
inline constexpr int kLabelOptional = 1, kLabelRepeated = 3;

// FieldDescriptorProto.Type
constexpr int proto_type(Kind kind) {
  switch (kind) {
    case Kind::kDouble:
      return 1;
    case Kind::kFloat:
      return 2;
    case Kind::kInt64:
      return 3;
    case Kind::kUint64:
      return 4;
    case Kind::kInt32:
      return 5;
    case Kind::kBool:
      return 8;
    case Kind::kString:
      return 9;
    case Kind::kMessage:
      return 11;
    case Kind::kBytes:
      return 12;
    case Kind::kUint32:
      return 13;
    case Kind::kEnum:
      return 14;
    case Kind::kUnsupported:
      break;
  }
  return 0;
}

// "prices_by_id" -> "PricesByIdEntry", as protoc names the message of a map's entries.
inline std::string map_entry_name(std::string_view field) {
  std::string name;
  lower_camel("_" + std::string(field), [&name](char c) { name += c; });
  return name + "Entry";
}

inline std::string field_bytes(std::string_view name, std::uint32_t number, int label, Kind kind,
                               std::string_view type_name) {
  std::string bytes;
  protozero::pbf_writer field(bytes);
  field.add_string(1, name.data(), name.size());
  field.add_uint32(3, number);
  field.add_enum(4, label);
  field.add_enum(5, proto_type(kind));
  if (!type_name.empty()) field.add_string(6, type_name.data(), type_name.size());
  return bytes;
}

// A field of the message `message_name` (".items.v1.Item"); oneof_index -1 = in none.
inline std::string field_bytes(const FieldSpec& spec, std::string_view message_name, int oneof_index) {
  const bool is_map = spec.shape == Shape::kMap;
  const int label = is_map || spec.shape == Shape::kList ? kLabelRepeated : kLabelOptional;
  const std::string type_name = is_map ? std::string(message_name) + "." + map_entry_name(spec.name) : spec.type_name;
  std::string bytes = field_bytes(spec.name, spec.number, label, is_map ? Kind::kMessage : spec.kind, type_name);
  protozero::pbf_writer field(bytes);
  // Every library derives the usual name itself; a contract that spells it out is hard to read.
  std::string usual_name;
  lower_camel(spec.name, [&usual_name](char c) { usual_name += c; });
  if (spec.json_name != usual_name) field.add_string(10, spec.json_name.data(), spec.json_name.size());
  if (spec.required || spec.output_only) {
    protozero::pbf_writer options(field, 8);
    if (spec.required) options.add_enum(kFieldBehaviorOption, kBehaviorRequired);
    if (spec.output_only) options.add_enum(kFieldBehaviorOption, kBehaviorOutputOnly);
  }
  if (oneof_index >= 0) {
    field.add_int32(9, oneof_index);
    field.add_bool(17, true);
  }
  return bytes;
}

inline std::string map_entry_bytes(const FieldSpec& spec) {
  std::string bytes;
  protozero::pbf_writer entry(bytes);
  entry.add_string(1, map_entry_name(spec.name));
  entry.add_message(2, field_bytes("key", 1, kLabelOptional, spec.key_kind, {}));
  entry.add_message(2, field_bytes("value", 2, kLabelOptional, spec.kind, spec.type_name));
  protozero::pbf_writer options(entry, 7);
  options.add_bool(7, true);
  return bytes;
}

// A scalar with explicit presence is alone in a oneof that is not the author's (proto3_optional). Messages have
// presence without it.
inline bool needs_oneof(const FieldSpec& spec) { return spec.shape == Shape::kOptional && spec.kind != Kind::kMessage; }

inline std::string message_bytes(std::string_view name, std::string_view full_name,
                                 const std::vector<FieldSpec>& fields) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  message.add_string(1, name.data(), name.size());
  int oneofs = 0;
  for (const FieldSpec& spec : fields)
    message.add_message(2, field_bytes(spec, full_name, needs_oneof(spec) ? oneofs++ : -1));
  for (const FieldSpec& spec : fields)
    if (spec.shape == Shape::kMap) message.add_message(3, map_entry_bytes(spec));
  for (const FieldSpec& spec : fields) {
    if (!needs_oneof(spec)) continue;
    protozero::pbf_writer oneof(message, 8);
    oneof.add_string(1, "_" + std::string(spec.name));
  }
  return bytes;
}

inline std::string enum_bytes(std::string_view name, const EnumValue* values, std::size_t count) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  message.add_string(1, name.data(), name.size());
  bool has_alias = false;
  for (std::size_t i = 0; i < count; ++i) {
    protozero::pbf_writer value(message, 2);
    value.add_string(1, values[i].name.data(), values[i].name.size());
    value.add_int32(2, values[i].number);
    for (std::size_t j = 0; j < i; ++j) has_alias = has_alias || values[j].number == values[i].number;
  }
  if (has_alias) {
    protozero::pbf_writer options(message, 3);
    options.add_bool(2, true);
  }
  return bytes;
}

}  // namespace duet::detail
