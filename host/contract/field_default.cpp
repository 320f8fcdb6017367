#include "contract/field_default.hpp"

#include <cmath>
#include <sstream>

#include "base/json_text.hpp"

namespace duet::contract {
namespace {

using google::protobuf::FieldDescriptor;

bool is_text(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING; }

/// A long double holds every value of every type exactly.
long double number(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return field.default_value_int32();
    case FieldDescriptor::CPPTYPE_INT64:
      return field.default_value_int64();
    case FieldDescriptor::CPPTYPE_UINT32:
      return field.default_value_uint32();
    case FieldDescriptor::CPPTYPE_UINT64:
      return field.default_value_uint64();
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return field.default_value_double();
    case FieldDescriptor::CPPTYPE_FLOAT:
      return field.default_value_float();
    case FieldDescriptor::CPPTYPE_BOOL:
      return field.default_value_bool() ? 1 : 0;
    case FieldDescriptor::CPPTYPE_ENUM:
      return field.default_value_enum()->number();
    default:
      return 0;
  }
}

bool is_nothing(const FieldDescriptor& field) {
  return is_text(field) ? field.default_value_string().empty() : number(field) == 0;
}

bool can_have_default(const FieldDescriptor& field) {
  return !field.is_repeated() && field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE;
}

}  // namespace

bool default_differs(const FieldDescriptor& before, const FieldDescriptor& now) {
  if (!can_have_default(before) || !can_have_default(now)) return false;
  if (is_nothing(before) && is_nothing(now)) return false;
  if (is_text(before) || is_text(now)) {
    return is_text(before) != is_text(now) || before.default_value_string() != now.default_value_string();
  }
  const long double a = number(before);
  const long double b = number(now);
  if (std::isnan(a) && std::isnan(b)) return false;
  const auto is = [&](auto one, auto other) { return before.cpp_type() == one && now.cpp_type() == other; };
  if (is(FieldDescriptor::CPPTYPE_FLOAT, FieldDescriptor::CPPTYPE_DOUBLE) ||
      is(FieldDescriptor::CPPTYPE_DOUBLE, FieldDescriptor::CPPTYPE_FLOAT)) {
    return static_cast<float>(a) != static_cast<float>(b);  // 0.1 is the same default in both
  }
  return a != b;
}

std::string default_text(const FieldDescriptor& field) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return field.default_value_bool() ? "true" : "false";
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return field.default_value_enum()->name();
  if (is_text(field)) {
    std::string text;
    base::append_json_string(text, field.default_value_string());
    return text;
  }
  std::ostringstream text;
  text.precision(field.cpp_type() == FieldDescriptor::CPPTYPE_FLOAT ? 9 : 20);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) text.precision(17);
  text << number(field);
  return text.str();
}

}  // namespace duet::contract
