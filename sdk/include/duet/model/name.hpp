// Names as they are known at compile time: the proto name of a C++ type and the JSON name of a field.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace duet::detail {

// Names a type to the functions that DUET_MODEL and DUET_ENUM declare beside it, where argument-dependent lookup finds
// them. Unlike a pointer it does not convert: a struct is not described by what its base is described with.
template <class T>
struct Tag {};

// "shop::Order::Line" -> "Line".
constexpr std::string_view last_component(std::string_view type) {
  const std::size_t colon = type.rfind(':');
  std::string_view name = colon == std::string_view::npos ? type : type.substr(colon + 1);
  while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  return name;
}

// Calls put(c) for each character of the lowerCamel name: an underscore goes and the letter after it is raised
// (the rule of protoc: "_field_name3" -> "FieldName3", "field__name4_" -> "fieldName4").
template <class Put>
constexpr void lower_camel(std::string_view name, Put put) {
  bool raise = false;
  for (const char c : name) {
    if (c == '_') {
      raise = true;
      continue;
    }
    put(raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    raise = false;
  }
}

constexpr std::size_t lower_camel_size(std::string_view name) {
  std::size_t n = 0;
  lower_camel(name, [&n](char) { ++n; });
  return n;
}

}  // namespace duet::detail
