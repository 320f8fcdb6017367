// duet::Value, Struct and ListValue: any JSON at all, as google/protobuf/struct.proto has it.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "../codec/json/encode.hpp"
#include "../codec/json/token.hpp"
#include "../model/boxed.hpp"
#include "../model/enumeration.hpp"
#include "../model/imported.hpp"
#include "../model/macros.hpp"

namespace duet {

// JSON's null, as an enum of one value. A field of this type takes null for a value, not for "not set".
enum class NullValue { null_value };
DUET_ENUM(NullValue, DUET_VALUE(NULL_VALUE, NullValue::null_value));

struct Struct;
struct ListValue;

// One JSON value. One that is unset, or is a number that is not finite, cannot be written as JSON.
struct Value {
  enum { kNull = 1, kNumber, kString, kBool, kStruct, kList };  // alternatives of `kind`
  std::variant<std::monostate, NullValue, double, std::string, bool, Boxed<Struct>, Boxed<ListValue>> kind;

  Value() = default;
  Value(NullValue null) : kind(null) {}
  Value(std::nullptr_t) : kind(NullValue::null_value) {}
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>) Value(Number number)
      : kind(static_cast<double>(number)) {}
  Value(std::string text) : kind(std::move(text)) {}
  Value(std::string_view text) : kind(std::string(text)) {}
  Value(const char* text) : kind(std::string(text)) {}
  template <std::same_as<bool> Bool>
  Value(Bool flag) : kind(flag) {}
  Value(Struct object);
  Value(ListValue list);

  friend bool operator==(const Value& a, const Value& b);
};

// A JSON object.
struct Struct {
  std::map<std::string, Value> fields;

  friend bool operator==(const Struct&, const Struct&) = default;
};

// A JSON array.
struct ListValue {
  std::vector<Value> values;

  friend bool operator==(const ListValue&, const ListValue&) = default;
};

inline Value::Value(Struct object) : kind(Boxed<Struct>(std::move(object))) {}
inline Value::Value(ListValue list) : kind(Boxed<ListValue>(std::move(list))) {}
inline bool operator==(const Value& a, const Value& b) { return a.kind == b.kind; }

DUET_MODEL(Value,
           DUET_ONEOF(kind, DUET_MEMBER(1, null_value), DUET_MEMBER(2, number_value), DUET_MEMBER(3, string_value),
                      DUET_MEMBER(4, bool_value), DUET_MEMBER(5, struct_value), DUET_MEMBER(6, list_value)));
DUET_MODEL(Struct, DUET_FIELD(1, fields));
DUET_MODEL(ListValue, DUET_FIELD(1, values));

namespace detail {

// Why one cannot be written.
inline constexpr std::string_view kNotFinite = "has a google.protobuf.Value with a number that is not finite";
inline constexpr std::string_view kUnsetValue = "has a google.protobuf.Value without a value";

template <>
struct JsonForm<NullValue> {
  static constexpr bool kTakesNull = true;
  static bool assign(NullValue& value, const Token& token, Mismatch& why) {
    std::int32_t number = 0;
    if (token.kind != Token::Kind::kNull && !assign_enum(number, EnumInfo<NullValue>::kData.values, token, why))
      return false;
    value = static_cast<NullValue>(number);
    return true;
  }
  static void write(NullValue, JsonWriter& writer, std::string_view) { writer.out += "null"; }
};

template <>
struct JsonForm<Struct> {
  static auto& object(Struct& value) { return value.fields; }
  static void write(const Struct& value, JsonWriter& writer, std::string_view field);
};

template <>
struct JsonForm<ListValue> {
  static auto& list(ListValue& value) { return value.values; }
  static void write(const ListValue& value, JsonWriter& writer, std::string_view field);
};

template <>
struct JsonForm<Value> {
  static constexpr bool kTakesNull = true;
  static bool assign(Value& value, const Token& token, Mismatch& why) {
    if (token.kind == Token::Kind::kNull) return value.kind.emplace<Value::kNull>(), true;
    if (token.kind == Token::Kind::kBool) return value.kind.emplace<Value::kBool>(token.flag), true;
    if (token.kind == Token::Kind::kNumber) return assign_float(value.kind.emplace<Value::kNumber>(), token, why);
    return assign_string(value.kind.emplace<Value::kString>(), token, why);
  }
  static auto& object(Value& value) { return value.kind.emplace<Value::kStruct>()->fields; }
  static auto& list(Value& value) { return value.kind.emplace<Value::kList>()->values; }
  static void write(const Value& value, JsonWriter& writer, std::string_view field);
};

inline void JsonForm<Struct>::write(const Struct& value, JsonWriter& writer, std::string_view field) {
  write_json_map(value.fields, writer, field);
}

inline void JsonForm<ListValue>::write(const ListValue& value, JsonWriter& writer, std::string_view field) {
  write_json_list(value.values, writer, field);
}

inline void JsonForm<Value>::write(const Value& value, JsonWriter& writer, std::string_view field) {
  switch (value.kind.index()) {
    case Value::kNull:
      writer.out += "null";
      return;
    case Value::kNumber: {
      const double number = *std::get_if<Value::kNumber>(&value.kind);
      if (!std::isfinite(number)) writer.fail(field, kNotFinite);
      return writer.floating(number);
    }
    case Value::kString:
      return write_json_value(*std::get_if<Value::kString>(&value.kind), writer, field);
    case Value::kBool:
      return write_json_value(*std::get_if<Value::kBool>(&value.kind), writer, field);
    case Value::kStruct:
      return JsonForm<Struct>::write(**std::get_if<Value::kStruct>(&value.kind), writer, field);
    case Value::kList:
      return JsonForm<ListValue>::write(**std::get_if<Value::kList>(&value.kind), writer, field);
    default:
      writer.fail(field, kUnsetValue);
  }
}

struct ImportedStruct {
  static constexpr std::string_view kFile = "google/protobuf/struct.proto";
};
template <>
struct ImportedType<NullValue> : ImportedStruct {
  static constexpr std::string_view kFullName = "google.protobuf.NullValue";
};
template <>
struct ImportedType<Value> : ImportedStruct {
  static constexpr std::string_view kFullName = "google.protobuf.Value";
};
template <>
struct ImportedType<Struct> : ImportedStruct {
  static constexpr std::string_view kFullName = "google.protobuf.Struct";
};
template <>
struct ImportedType<ListValue> : ImportedStruct {
  static constexpr std::string_view kFullName = "google.protobuf.ListValue";
};

}  // namespace detail
}  // namespace duet
