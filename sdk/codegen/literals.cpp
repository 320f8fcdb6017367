#include "literals.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "words.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

template <class Number>
std::string floating_literal(Number value, const char* type, const char* suffix) {
  const std::string limits = "std::numeric_limits<" + std::string(type) + ">::";
  if (std::isnan(value)) return limits + "quiet_NaN()";
  if (std::isinf(value)) return (value < 0 ? "-" : "") + limits + "infinity()";
  char buffer[40];
  std::string text(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + suffix;
}

std::string int64_literal(std::int64_t value) {
  // There is no literal of the smallest number: the minus is not part of it.
  return value == std::numeric_limits<std::int64_t>::min() ? "std::numeric_limits<std::int64_t>::min()"
                                                           : std::to_string(value);
}

std::string uint64_literal(std::uint64_t value) {
  return std::to_string(value) + (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()} ? "u" : "");
}

// Bytes may hold zeros, where a literal alone would end.
std::string text_literal(const std::string& text, bool is_bytes) {
  const std::string literal = is_bytes ? quoted_bytes(text) : quoted(text);
  if (text.find('\0') == text.npos) return literal;
  return "std::string_view(" + literal + ", " + std::to_string(text.size()) + ")";
}

std::pair<std::int64_t, std::int32_t> seconds_and_nanos(const pb::Message& time) {
  const pb::Reflection& reflection = *time.GetReflection();
  return {reflection.GetInt64(time, time.GetDescriptor()->FindFieldByName("seconds")),
          reflection.GetInt32(time, time.GetDescriptor()->FindFieldByName("nanos"))};
}

const pb::Message& sub_message(const pb::Message& message, const pb::FieldDescriptor& field, int index) {
  const pb::Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetMessage(message, &field) : reflection.GetRepeatedMessage(message, &field, index);
}

}  // namespace

std::string double_literal(double value) { return floating_literal(value, "double", ""); }

std::string literal(const pb::Message& message, const pb::FieldDescriptor& field, int index) {
  const pb::Reflection& reflection = *message.GetReflection();
  const auto get = [&](auto one, auto of_list) {
    return index < 0 ? (reflection.*one)(message, &field) : (reflection.*of_list)(message, &field, index);
  };
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(get(&pb::Reflection::GetInt32, &pb::Reflection::GetRepeatedInt32));
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return int64_literal(get(&pb::Reflection::GetInt64, &pb::Reflection::GetRepeatedInt64));
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(get(&pb::Reflection::GetUInt32, &pb::Reflection::GetRepeatedUInt32));
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return uint64_literal(get(&pb::Reflection::GetUInt64, &pb::Reflection::GetRepeatedUInt64));
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return double_literal(get(&pb::Reflection::GetDouble, &pb::Reflection::GetRepeatedDouble));
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return floating_literal(get(&pb::Reflection::GetFloat, &pb::Reflection::GetRepeatedFloat), "float", "f");
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return get(&pb::Reflection::GetBool, &pb::Reflection::GetRepeatedBool) ? "true" : "false";
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return text_literal(get(&pb::Reflection::GetString, &pb::Reflection::GetRepeatedString),
                          field.type() == pb::FieldDescriptor::TYPE_BYTES);
    case pb::FieldDescriptor::CPPTYPE_MESSAGE: {
      const pb::Message& time = sub_message(message, field, index);
      const auto [seconds, nanos] = seconds_and_nanos(time);
      return "duet::" + time.GetDescriptor()->name() + "{" + int64_literal(seconds) + ", " + std::to_string(nanos) +
             "}";
    }
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      break;
  }
  return {};
}

std::string enum_literal(const pb::EnumDescriptor& type, int number, const pb::FileDescriptor& from, Names& names) {
  const std::string name = names.type_in(type, from);
  const pb::EnumValueDescriptor* value = type.FindValueByNumber(number);
  if (value == nullptr) return "static_cast<" + name + ">(" + std::to_string(number) + ")";
  return name + "::" + (name.starts_with("duet::") ? "null_value" : names.value(*value));
}

std::pair<long double, std::int32_t> amount(const pb::Message& message, const pb::FieldDescriptor& field) {
  const pb::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return {reflection.GetInt32(message, &field), 0};
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return {reflection.GetInt64(message, &field), 0};
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return {reflection.GetUInt32(message, &field), 0};
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return {reflection.GetUInt64(message, &field), 0};
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return {reflection.GetDouble(message, &field), 0};
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return {reflection.GetFloat(message, &field), 0};
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return seconds_and_nanos(reflection.GetMessage(message, &field));
    default:
      return {};
  }
}

}  // namespace duet::codegen
