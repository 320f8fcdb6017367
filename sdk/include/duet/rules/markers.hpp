// Words about a field or a model that are not checks of a value: what it is called, what it means, how it is written.
#pragma once

#include <string_view>

#include "../model/encoding.hpp"

namespace duet {
namespace detail {

struct Required {};
struct OutputOnly {};
struct InputOnly {};
struct Immutable {};
struct Deprecated {};
struct Unpacked {};
struct IgnoreIfZero {};
struct Doc {
  std::string_view text;
};
struct Example {
  std::string_view json;
};
struct DefaultIs {
  std::string_view json;
};
struct JsonName {
  std::string_view name;
};
struct ProtoName {
  std::string_view name;
};
struct JsType {
  bool number = false;
};
struct WireEncoding {
  Encoding encoding = Encoding::kPlain;
};
struct KeyEncoding {
  Encoding encoding = Encoding::kPlain;
};

// Words of DUET_MODEL that are about the message, and of DUET_ENUM about the enum.
template <class Option>
inline constexpr bool kIsModelWord = false;
template <>
inline constexpr bool kIsModelWord<Doc> = true;
template <>
inline constexpr bool kIsModelWord<Deprecated> = true;

}  // namespace detail

// The field must be set: an optional has a value, a list or map an element, anything else a value other than its
// default (proto3 cannot tell a field that was sent as zero from one that was not sent; std::optional can). Of a
// DUET_ONEOF: one of its members must be set.
inline constexpr detail::Required required{};

// The other rules say nothing about a field that is zero or empty (buf.validate's IGNORE_IF_ZERO_VALUE): for text that
// may be left out, say, but is an email address if it is not.
inline constexpr detail::IgnoreIfZero ignore_if_zero{};

// The service sets the field: what a caller sends in it is cleared before the handler sees the message
// (google.api.field_behavior OUTPUT_ONLY). Its other rules are not checked on input.
inline constexpr detail::OutputOnly output_only{};

// Told to the readers of the contract, not enforced: google.api.field_behavior INPUT_ONLY and IMMUTABLE.
inline constexpr detail::InputOnly input_only{};
inline constexpr detail::Immutable immutable{};

// Still served, but callers should leave it: a field, a model, an enum or a value of one.
inline constexpr detail::Deprecated deprecated{};

// A comment for the contract and the documentation.
constexpr detail::Doc doc(std::string_view text) { return {text}; }

// A value for the documentation, as JSON text: example("42"), example(R"("EUR")"). Examples may be repeated.
constexpr detail::Example example(std::string_view json) { return {json}; }

// For the documentation, as JSON text: what the service takes when the field is not set. It sets nothing.
constexpr detail::DefaultIs default_is(std::string_view json) { return {json}; }

// The name in JSON, in place of the lowerCamel form of the field's name.
constexpr detail::JsonName json_name(std::string_view name) { return {name}; }

// The name in the contract, where it cannot be the member's: name("class") for a member class_.
constexpr detail::ProtoName name(std::string_view proto_name) { return {proto_name}; }

// 64 bit integers are text in JSON; js_number writes them as numbers, which JavaScript holds exactly up to 2^53
// (protobuf's option jstype, JS_NUMBER and JS_STRING). Both forms are read.
inline constexpr detail::JsType js_number{true};
inline constexpr detail::JsType js_string{false};

// Protobuf's sint32 and sint64, shorter for negative numbers; and fixed32, sfixed32, fixed64 and sfixed64, shorter for
// large ones. key(...) says the same about the keys of a map.
inline constexpr detail::WireEncoding sint{detail::Encoding::kZigzag};
inline constexpr detail::WireEncoding fixed{detail::Encoding::kFixed};
constexpr detail::KeyEncoding key(detail::WireEncoding encoding) { return {encoding.encoding}; }

// A list of numbers goes out one by one ([packed = false]). Both forms are read.
inline constexpr detail::Unpacked unpacked{};

}  // namespace duet
