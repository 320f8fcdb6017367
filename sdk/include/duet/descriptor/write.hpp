// Serialized pieces of google/protobuf/descriptor.proto: messages and enums. Field numbers below are from that file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "spec.hpp"

namespace duet::detail {

// Options that are extensions, by their numbers: google.api.field_behavior; buf.validate.field and .oneof;
// duet.options.field and .message.
inline constexpr std::uint32_t kFieldBehaviorOption = 1052, kRulesOption = 1159, kDuetOption = 50717;
enum { kBehaviorRequired = 2, kBehaviorOutputOnly = 3, kBehaviorInputOnly = 4, kBehaviorImmutable = 5 };
inline constexpr int kLabelOptional = 1, kLabelRepeated = 3;

// FieldDescriptorProto.Type
constexpr int proto_type(Kind kind, Encoding encoding) {
  const auto one_of = [encoding](int plain, int zigzag, int fixed) {
    return encoding == Encoding::kPlain ? plain : encoding == Encoding::kZigzag ? zigzag : fixed;
  };
  switch (kind) {
    case Kind::kDouble:
      return 1;
    case Kind::kFloat:
      return 2;
    case Kind::kInt64:
      return one_of(3, 18, 16);
    case Kind::kUint64:
      return one_of(4, 4, 6);
    case Kind::kInt32:
      return one_of(5, 17, 15);
    case Kind::kBool:
      return 8;
    case Kind::kString:
      return 9;
    case Kind::kMessage:
      return 11;
    case Kind::kBytes:
      return 12;
    case Kind::kUint32:
      return one_of(13, 13, 7);
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

inline std::string field_bytes(std::string_view name, std::uint32_t number, int label, int type,
                               std::string_view type_name) {
  std::string bytes;
  protozero::pbf_writer field(bytes);
  field.add_string(1, name.data(), name.size());
  field.add_uint32(3, number);
  field.add_enum(4, label);
  field.add_enum(5, type);
  if (!type_name.empty()) field.add_string(6, type_name.data(), type_name.size());
  return bytes;
}

// FieldOptions; empty where there is nothing to say.
inline std::string option_bytes(const FieldSpec& spec) {
  constexpr int kJsString = 1, kJsNumber = 2;
  std::string bytes;
  protozero::pbf_writer options(bytes);
  if (!spec.packed) options.add_bool(2, false);
  if (spec.deprecated) options.add_bool(3, true);
  if (spec.has_jstype) options.add_enum(6, spec.js_number ? kJsNumber : kJsString);
  if (spec.required) options.add_enum(kFieldBehaviorOption, kBehaviorRequired);
  if (spec.output_only) options.add_enum(kFieldBehaviorOption, kBehaviorOutputOnly);
  if (spec.input_only) options.add_enum(kFieldBehaviorOption, kBehaviorInputOnly);
  if (spec.immutable) options.add_enum(kFieldBehaviorOption, kBehaviorImmutable);
  put_message(bytes, kRulesOption, spec.options.rules);
  put_message(bytes, kDuetOption, spec.options.more);
  return bytes;
}

// A field of the message `message_name` (".items.v1.Item"); oneof_index -1 = in none.
inline std::string field_bytes(const FieldSpec& spec, std::string_view message_name, int oneof_index) {
  const bool is_map = spec.shape == Shape::kMap;
  const int label = is_map || spec.shape == Shape::kList ? kLabelRepeated : kLabelOptional;
  const std::string type_name = is_map ? std::string(message_name) + "." + map_entry_name(spec.name) : spec.type_name;
  const int type = is_map ? proto_type(Kind::kMessage, Encoding::kPlain) : proto_type(spec.kind, spec.encoding);
  std::string bytes = field_bytes(spec.name, spec.number, label, type, type_name);
  protozero::pbf_writer field(bytes);
  // Every library derives the usual name itself; a contract that spells it out is hard to read.
  std::string usual_name;
  lower_camel(spec.name, [&usual_name](char c) { usual_name += c; });
  if (spec.json_name != usual_name) field.add_string(10, spec.json_name.data(), spec.json_name.size());
  put_message(bytes, 8, option_bytes(spec));
  if (oneof_index >= 0) {
    field.add_int32(9, oneof_index);
    if (spec.oneof < 0) field.add_bool(17, true);
  }
  return bytes;
}

inline std::string map_entry_bytes(const FieldSpec& spec) {
  std::string bytes;
  protozero::pbf_writer entry(bytes);
  const int key = proto_type(spec.key_kind, spec.key_encoding);
  const int value = proto_type(spec.kind, spec.encoding);
  entry.add_string(1, map_entry_name(spec.name));
  entry.add_message(2, field_bytes("key", 1, kLabelOptional, key, {}));
  entry.add_message(2, field_bytes("value", 2, kLabelOptional, value, spec.type_name));
  protozero::pbf_writer options(entry, 7);
  options.add_bool(7, true);
  return bytes;
}

// A scalar with explicit presence is alone in a oneof that is not the author's (proto3_optional). Messages have
// presence without it.
inline bool needs_oneof(const FieldSpec& spec) {
  return spec.oneof < 0 && spec.shape == Shape::kOptional && spec.kind != Kind::kMessage;
}

// As protoc names such a oneof: "_name", with an X in front while that is taken.
inline std::string synthetic_name(const MessageSpec& message, const FieldSpec& field) {
  std::string name = "_" + std::string(field.name);
  const auto has_name = [&name](const auto& one) { return one.name == name; };
  while (std::any_of(message.fields.begin(), message.fields.end(), has_name) ||
         std::any_of(message.oneofs.begin(), message.oneofs.end(), has_name))
    name.insert(0, 1, 'X');
  return name;
}

inline void put_oneofs(const MessageSpec& spec, protozero::pbf_writer& message) {
  for (const OneofSpec& one : spec.oneofs) {
    protozero::pbf_writer oneof(message, 8);
    oneof.add_string(1, one.name.data(), one.name.size());
    if (!one.required) continue;
    protozero::pbf_writer options(oneof, 2);
    protozero::pbf_writer rules(options, kRulesOption);
    rules.add_bool(1, true);
  }
  for (const FieldSpec& field : spec.fields) {
    if (!needs_oneof(field)) continue;
    protozero::pbf_writer oneof(message, 8);
    oneof.add_string(1, synthetic_name(spec, field));
  }
}

inline std::string message_option_bytes(const MessageSpec& spec) {
  std::string bytes, more;
  protozero::pbf_writer duet_options(more);
  if (spec.keeps_unknown) duet_options.add_bool(1, true);
  for (const std::string_view check : spec.checks) duet_options.add_string(2, check.data(), check.size());
  if (spec.deprecated) protozero::pbf_writer(bytes).add_bool(3, true);
  put_message(bytes, kDuetOption, more);
  return bytes;
}

// Reserved ranges end before their end in messages (end_offset 1), at it in enums (0).
inline void put_reserved(protozero::pbf_writer& to, std::uint32_t range_tag, std::uint32_t name_tag,
                         std::int64_t end_offset, const std::vector<NumberRange>& ranges,
                         const std::vector<std::string_view>& names) {
  for (const NumberRange& one : ranges) {
    protozero::pbf_writer range(to, range_tag);
    range.add_int32(1, static_cast<std::int32_t>(one.first));
    range.add_int32(2, static_cast<std::int32_t>(one.last + end_offset));
  }
  for (const std::string_view name : names) to.add_string(name_tag, name.data(), name.size());
}

// The oneofs of the author come before those of optional fields, as protoc demands.
inline std::string message_bytes(const MessageSpec& spec, std::string_view full_name) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  message.add_string(1, spec.name.data(), spec.name.size());
  int oneofs = static_cast<int>(spec.oneofs.size());
  for (const FieldSpec& field : spec.fields)
    message.add_message(2, field_bytes(field, full_name, needs_oneof(field) ? oneofs++ : field.oneof));
  for (const FieldSpec& field : spec.fields)
    if (field.shape == Shape::kMap) message.add_message(3, map_entry_bytes(field));
  put_message(bytes, 7, message_option_bytes(spec));
  put_oneofs(spec, message);
  put_reserved(message, 9, 10, 1, spec.reserved, spec.reserved_names);
  return bytes;
}

inline bool has_alias(const std::vector<EnumValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (values[i].number == values[j].number) return true;
  return false;
}

inline std::string enum_bytes(const EnumSpec& spec) {
  std::string bytes, options;
  protozero::pbf_writer message(bytes), enum_options(options);
  message.add_string(1, spec.name.data(), spec.name.size());
  for (const EnumValue& each : spec.values) {
    protozero::pbf_writer value(message, 2);
    value.add_string(1, each.name.data(), each.name.size());
    value.add_int32(2, each.number);
    if (!each.deprecated) continue;
    protozero::pbf_writer value_options(value, 3);
    value_options.add_bool(1, true);
  }
  if (has_alias(spec.values)) enum_options.add_bool(2, true);
  if (spec.deprecated) enum_options.add_bool(3, true);
  put_message(bytes, 3, options);
  put_reserved(message, 4, 5, 0, spec.reserved, spec.reserved_names);
  return bytes;
}

}  // namespace duet::detail
