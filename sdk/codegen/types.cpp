#include "types.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kWellKnown{{
    {"google.api.HttpBody", "duet::HttpBody"},
    {"google.protobuf.Any", "duet::Any"},
    {"google.protobuf.BoolValue", "duet::BoolValue"},
    {"google.protobuf.BytesValue", "duet::BytesValue"},
    {"google.protobuf.DoubleValue", "duet::DoubleValue"},
    {"google.protobuf.Duration", "duet::Duration"},
    {"google.protobuf.Empty", "duet::Empty"},
    {"google.protobuf.FieldMask", "duet::FieldMask"},
    {"google.protobuf.FloatValue", "duet::FloatValue"},
    {"google.protobuf.Int32Value", "duet::Int32Value"},
    {"google.protobuf.Int64Value", "duet::Int64Value"},
    {"google.protobuf.ListValue", "duet::ListValue"},
    {"google.protobuf.NullValue", "duet::NullValue"},
    {"google.protobuf.StringValue", "duet::StringValue"},
    {"google.protobuf.Struct", "duet::Struct"},
    {"google.protobuf.Timestamp", "duet::Timestamp"},
    {"google.protobuf.UInt32Value", "duet::UInt32Value"},
    {"google.protobuf.UInt64Value", "duet::UInt64Value"},
    {"google.protobuf.Value", "duet::Value"},
}};

constexpr std::array<std::string_view, 8> kWellKnownFiles{
    "google/protobuf/any.proto",        "google/protobuf/duration.proto", "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto", "google/protobuf/struct.proto",   "google/protobuf/timestamp.proto",
    "google/protobuf/wrappers.proto",   "google/api/httpbody.proto"};

constexpr std::array<std::string_view, 11> kHostFiles{
    "buf/validate/validate.proto",      "duet/options.proto",
    "google/api/annotations.proto",     "google/api/http.proto",
    "google/api/field_behavior.proto",  "google/protobuf/api.proto",
    "google/protobuf/descriptor.proto", "google/protobuf/source_context.proto",
    "google/protobuf/type.proto",       "google/rpc/error_details.proto",
    "google/rpc/status.proto"};

template <class List>
bool contains(const List& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

}  // namespace

std::string_view well_known_type(std::string_view full_name) {
  for (const auto& [name, type] : kWellKnown) {
    if (name == full_name) return type;
  }
  return {};
}

bool uses_well_known_types(std::string_view code) {
  return std::any_of(kWellKnown.begin(), kWellKnown.end(), [&](const auto& one) {
    return one.second != "duet::Empty" && code.find(one.second) != code.npos;
  });
}

bool is_well_known_file(std::string_view file) { return contains(kWellKnownFiles, file); }
bool is_host_file(std::string_view file) { return is_well_known_file(file) || contains(kHostFiles, file); }

std::string value_type(const pb::FieldDescriptor& field, Names& names) {
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return "std::int32_t";
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return "std::int64_t";
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return "std::uint32_t";
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return "std::uint64_t";
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return "double";
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return "float";
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return "bool";
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return names.type_in(*field.enum_type(), *field.file());
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return field.type() == pb::FieldDescriptor::TYPE_BYTES ? "duet::Bytes" : "std::string";
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return names.type_in(*field.message_type(), *field.file());
  }
  return {};
}

std::string member_type(const pb::FieldDescriptor& field, bool boxed, Names& names) {
  if (field.is_map()) {
    const pb::Descriptor& entry = *field.message_type();
    return "std::map<" + value_type(*entry.map_key(), names) + ", " + value_type(*entry.map_value(), names) + ">";
  }
  const std::string value = value_type(field, names);
  if (field.is_repeated()) return "std::vector<" + value + ">";
  if (boxed) return "duet::Boxed<" + value + ">";
  if (field.real_containing_oneof() != nullptr) return value;
  return field.has_presence() ? "std::optional<" + value + ">" : value;
}

std::string initializer(const pb::FieldDescriptor& field, Names& names) {
  if (field.is_repeated() || field.has_presence()) return {};
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return {};
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return " = false";
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return " = " + value_type(field, names) + "::" +
             (well_known_type(field.enum_type()->full_name()).empty() ? names.value(*field.enum_type()->value(0))
                                                                      : "null_value");
    default:
      return " = 0";
  }
}

}  // namespace duet::codegen
