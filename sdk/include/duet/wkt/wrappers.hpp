// The wrappers of google/protobuf/wrappers.proto: messages of one value, which is all that JSON shows of them.
//
// They are what contracts had for values that may be absent before proto3 had `optional`: put them into std::optional.
// New contracts do better with std::optional of the value itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "../codec/json/form.hpp"
#include "../model/bytes.hpp"
#include "../model/imported.hpp"
#include "../model/macros.hpp"

namespace duet {

struct DoubleValue {
  double value = 0;

  friend bool operator==(const DoubleValue&, const DoubleValue&) = default;
};
DUET_MODEL(DoubleValue, DUET_FIELD(1, value));

struct FloatValue {
  float value = 0;

  friend bool operator==(const FloatValue&, const FloatValue&) = default;
};
DUET_MODEL(FloatValue, DUET_FIELD(1, value));

struct Int64Value {
  std::int64_t value = 0;

  friend bool operator==(const Int64Value&, const Int64Value&) = default;
};
DUET_MODEL(Int64Value, DUET_FIELD(1, value));

struct UInt64Value {
  std::uint64_t value = 0;

  friend bool operator==(const UInt64Value&, const UInt64Value&) = default;
};
DUET_MODEL(UInt64Value, DUET_FIELD(1, value));

struct Int32Value {
  std::int32_t value = 0;

  friend bool operator==(const Int32Value&, const Int32Value&) = default;
};
DUET_MODEL(Int32Value, DUET_FIELD(1, value));

struct UInt32Value {
  std::uint32_t value = 0;

  friend bool operator==(const UInt32Value&, const UInt32Value&) = default;
};
DUET_MODEL(UInt32Value, DUET_FIELD(1, value));

struct BoolValue {
  bool value = false;

  friend bool operator==(const BoolValue&, const BoolValue&) = default;
};
DUET_MODEL(BoolValue, DUET_FIELD(1, value));

struct StringValue {
  std::string value;

  friend bool operator==(const StringValue&, const StringValue&) = default;
};
DUET_MODEL(StringValue, DUET_FIELD(1, value));

struct BytesValue {
  Bytes value;

  friend bool operator==(const BytesValue&, const BytesValue&) = default;
};
DUET_MODEL(BytesValue, DUET_FIELD(1, value));

namespace detail {

// The value itself; the codec's own functions for it are found when this is used.
template <class Wrapper>
struct WrapperForm {
  static bool assign(Wrapper& wrapper, const Token& token, Mismatch& why) {
    return assign_value(wrapper.value, token, why);
  }
  static void write(const Wrapper& wrapper, JsonWriter& writer, std::string_view field) {
    write_json_value(wrapper.value, writer, field);
  }
};
template <>
struct JsonForm<DoubleValue> : WrapperForm<DoubleValue> {};
template <>
struct JsonForm<FloatValue> : WrapperForm<FloatValue> {};
template <>
struct JsonForm<Int64Value> : WrapperForm<Int64Value> {};
template <>
struct JsonForm<UInt64Value> : WrapperForm<UInt64Value> {};
template <>
struct JsonForm<Int32Value> : WrapperForm<Int32Value> {};
template <>
struct JsonForm<UInt32Value> : WrapperForm<UInt32Value> {};
template <>
struct JsonForm<BoolValue> : WrapperForm<BoolValue> {};
template <>
struct JsonForm<StringValue> : WrapperForm<StringValue> {};
template <>
struct JsonForm<BytesValue> : WrapperForm<BytesValue> {};

struct ImportedWrapper {
  static constexpr std::string_view kFile = "google/protobuf/wrappers.proto";
};
template <>
struct ImportedType<DoubleValue> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.DoubleValue";
};
template <>
struct ImportedType<FloatValue> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.FloatValue";
};
template <>
struct ImportedType<Int64Value> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.Int64Value";
};
template <>
struct ImportedType<UInt64Value> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.UInt64Value";
};
template <>
struct ImportedType<Int32Value> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.Int32Value";
};
template <>
struct ImportedType<UInt32Value> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.UInt32Value";
};
template <>
struct ImportedType<BoolValue> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.BoolValue";
};
template <>
struct ImportedType<StringValue> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.StringValue";
};
template <>
struct ImportedType<BytesValue> : ImportedWrapper {
  static constexpr std::string_view kFullName = "google.protobuf.BytesValue";
};

}  // namespace detail
}  // namespace duet
