// Words about a field that are not checks of its value: required, output_only, doc, json_name.
#pragma once

#include <string_view>

namespace duet {
namespace detail {

struct Required {};
struct OutputOnly {};
struct Doc {
  std::string_view text;
};
struct JsonName {
  std::string_view name;
};

}  // namespace detail

// The field must be set: an optional has a value, a list or map an element, anything else a value other than its
// default (proto3 cannot tell a field that was sent as zero from one that was not sent; std::optional can).
inline constexpr detail::Required required{};

// The service sets the field: what a caller sends in it is cleared before the handler sees the message
// (google.api.field_behavior OUTPUT_ONLY). Its other rules are not checked on input.
inline constexpr detail::OutputOnly output_only{};

// A comment for the contract and the documentation.
constexpr detail::Doc doc(std::string_view text) { return {text}; }

// The name in JSON, in place of the lowerCamel form of the field's name.
constexpr detail::JsonName json_name(std::string_view name) { return {name}; }

}  // namespace duet
