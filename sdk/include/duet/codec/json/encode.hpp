// encode_json(): a model in the proto3 JSON mapping.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "../../model.hpp"
#include "../../model/path.hpp"
#include "writer.hpp"

namespace duet {
namespace detail {

// `,"name":`, ready to be copied; the first field of an object leaves out the comma.
template <class F>
inline constexpr auto kJsonKey = [] {
  std::array<char, F::kJsonName.size() + 4> text{};
  text[0] = ',';
  text[1] = '"';
  for (std::size_t i = 0; i < F::kJsonName.size(); ++i) text[i + 2] = F::kJsonName[i];
  text[text.size() - 2] = '"';
  text[text.size() - 1] = ':';
  return text;
}();

template <class T>
void write_json_message(const T& message, JsonWriter& writer);

template <class V>
void write_json_value(const V& value, JsonWriter& writer, std::string_view field) {
  if constexpr (kKind<V> == Kind::kMessage) {
    write_json_message(value, writer);
  } else if constexpr (kKind<V> == Kind::kBool) {
    writer.out += value ? "true" : "false";
  } else if constexpr (is_integer(kKind<V>)) {
    if constexpr (sizeof(V) == 8)
      writer.quoted_number(value);
    else
      writer.number(value);
  } else if constexpr (is_number(kKind<V>)) {
    writer.floating(value);
  } else if constexpr (kKind<V> == Kind::kEnum) {
    const auto number = static_cast<std::int32_t>(value);
    const std::string_view name = EnumInfo<V>::name_of(number);
    if (name.empty())
      writer.number(number);
    else
      writer.out.append(1, '"').append(name).append(1, '"');
  } else if constexpr (kKind<V> == Kind::kBytes) {
    writer.bytes(value.value);
  } else {
    if (!is_utf8(value) && writer.bad_field.empty()) [[unlikely]]
      writer.bad_field = field;
    writer.string(value);
  }
}

// What a field holds, whatever its shape. @pre an optional has a value
template <class F, class Field>
void write_json_field(const Field& field, JsonWriter& writer) {
  using V = typename F::Value;
  std::string& out = writer.out;
  if constexpr (F::kShape == Shape::kSingular) {
    write_json_value(field, writer, F::kName);
  } else if constexpr (F::kShape == Shape::kOptional) {
    write_json_value(*field, writer, F::kName);
  } else if constexpr (F::kShape == Shape::kList) {
    char before = '[';
    for (const V& element : field) {
      out += before;
      write_json_value(element, writer, F::kName);
      before = ',';
    }
    out += field.empty() ? "[]" : "]";
  } else {
    char before = '{';
    for (const auto& [key, value] : field) {
      out += before;
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(key)>, std::string>)
        write_json_value(key, writer, F::kName);
      else
        out.append(1, '"').append(key_text(key)).append(1, '"');
      out += ':';
      write_json_value(value, writer, F::kName);
      before = ',';
    }
    out += field.empty() ? "{}" : "}";
  }
}

template <class F, class Field>
void write_json_member(const Field& field, JsonWriter& writer, bool& first) {
  constexpr bool has_presence =
      F::kShape == Shape::kOptional || (F::kShape == Shape::kSingular && F::kKind == Kind::kMessage);
  if (is_default(field) && (has_presence || !writer.options.write_defaults)) return;
  writer.out.append(kJsonKey<F>.data() + first, kJsonKey<F>.size() - first);
  first = false;
  write_json_field<F>(field, writer);
}

template <class T>
void write_json_message(const T& message, JsonWriter& writer) {
  static_assert(ModelCheck<T>::kOk);
  writer.out += '{';
  bool first = true;
  for_each_field<T>([&]<class F>() { write_json_member<F>(F::get(message), writer, first); });
  writer.out += '}';
}

inline bool finish_json(const JsonWriter& writer, std::size_t start, std::string_view* bad_field) {
  if (writer.bad_field.empty()) return true;
  writer.out.resize(start);
  if (bad_field != nullptr) *bad_field = writer.bad_field;
  return false;
}

}  // namespace detail

// Appends `message` to `out`. False, and nothing is appended, if a string in it is not UTF-8: then `bad_field` names
// the innermost field. Fields are written by JSON name in the order of declaration, 64 bit integers as strings, enums
// by name (an unnamed number as a number). A plain model is written when anything in it would be.
template <Model T>
bool encode_json(const T& message, std::string& out, JsonOptions options = {}, std::string_view* bad_field = nullptr) {
  const std::size_t start = out.size();
  detail::JsonWriter writer{out, options};
  detail::write_json_message(message, writer);
  return detail::finish_json(writer, start, bad_field);
}

// The same for the value of one field, of any type (google.api.http `response_body`). `field` is a proto or JSON name,
// and false is also returned for an unknown one. An optional without a value is null.
template <Model T>
bool encode_json_field(const T& message, std::string_view field, std::string& out, JsonOptions options = {},
                       std::string_view* bad_field = nullptr) {
  const std::size_t start = out.size();
  detail::JsonWriter writer{out, options};
  bool found = false;
  detail::for_each_field<T>([&]<class F>() {
    if (field != F::kName && field != F::kJsonName) return;
    found = true;
    const auto& value = F::get(message);
    if constexpr (F::kShape == detail::Shape::kOptional) {
      if (!value) {
        out += "null";
        return;
      }
    }
    detail::write_json_field<F>(value, writer);
  });
  return found && detail::finish_json(writer, start, bad_field);
}

}  // namespace duet
