// encode_json(): a model in the proto3 JSON mapping.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "../../model.hpp"
#include "../../model/path.hpp"
#include "form.hpp"
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

// `Bare`: 64 bit integers are numbers too (js_number).
template <bool Bare = false, class V>
void write_json_value(const V& value, JsonWriter& writer, std::string_view field) {
  if constexpr (HasJsonForm<V>) {
    JsonForm<V>::write(value, writer, field);
  } else if constexpr (kKind<V> == Kind::kMessage) {
    write_json_message(value, writer);
  } else if constexpr (kKind<V> == Kind::kBool) {
    writer.out += value ? "true" : "false";
  } else if constexpr (is_integer(kKind<V>)) {
    if constexpr (sizeof(V) == 8 && !Bare)
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
    if (!is_utf8(value)) [[unlikely]]
      writer.fail(field, kNotUtf8);
    writer.string(value);
  }
}

template <bool Bare = false, class List>
void write_json_list(const List& list, JsonWriter& writer, std::string_view field) {
  char before = '[';
  for (const typename List::value_type& element : list) {
    writer.out += before;
    write_json_value<Bare>(element, writer, field);
    before = ',';
  }
  writer.out += list.empty() ? "[]" : "]";
}

template <bool Bare = false, class Map>
void write_json_map(const Map& map, JsonWriter& writer, std::string_view field) {
  char before = '{';
  for (const auto& [key, value] : map) {
    writer.out += before;
    if constexpr (std::is_same_v<typename Map::key_type, std::string>)
      write_json_value(key, writer, field);
    else
      writer.out.append(1, '"').append(key_text(key)).append(1, '"');
    writer.out += ':';
    write_json_value<Bare>(value, writer, field);
    before = ',';
  }
  writer.out += map.empty() ? "{}" : "}";
}

// What a field holds, whatever its shape. @pre an optional has a value
template <class F, class Field>
void write_json_field(const Field& field, JsonWriter& writer) {
  constexpr bool bare = rule_or(F::kData.rules, JsType{}).number;
  if constexpr (F::kShape == Shape::kSingular)
    write_json_value<bare>(field, writer, F::kName);
  else if constexpr (F::kShape == Shape::kOptional)
    write_json_value<bare>(*field, writer, F::kName);
  else if constexpr (F::kShape == Shape::kList)
    write_json_list<bare>(field, writer, F::kName);
  else
    write_json_map<bare>(field, writer, F::kName);
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

// The members of an object that is open already, and has members if `first` is false.
template <class T>
void write_json_members(const T& message, JsonWriter& writer, bool first) {
  ++writer.depth;
  for_each_field<T>([&]<class F>() { write_json_member<F>(F::get(message), writer, first); });
  --writer.depth;
}

template <class T>
void write_json_message(const T& message, JsonWriter& writer) {
  writer.out += '{';
  write_json_members(message, writer, true);
  writer.out += '}';
}

inline bool finish_json(JsonWriter& writer, std::size_t start, EncodeError* error) {
  if (writer.error.reason.empty()) return true;
  writer.out.resize(start);
  if (error != nullptr) *error = std::move(writer.error);
  return false;
}

}  // namespace detail

// Appends `message` to `out`. False, nothing is appended and `error` tells why if something in it has no form in JSON:
// text that is not UTF-8, a Timestamp that is out of its range, an Any of an unknown type. Fields are written by JSON
// name in the order of declaration, 64 bit integers as strings unless they are js_number, enums by name (an unnamed
// number as a number). A plain model is written when anything in it would be.
template <Model T>
bool encode_json(const T& message, std::string& out, JsonOptions options = {}, EncodeError* error = nullptr) {
  const std::size_t start = out.size();
  detail::JsonWriter writer{out, options};
  detail::write_json_value(message, writer, {});
  return detail::finish_json(writer, start, error);
}

// The same for the value of one field, of any type (google.api.http `response_body`). `field` is a proto or JSON name;
// for an unknown one it is false without an error. An optional without a value is null.
template <Model T>
bool encode_json_field(const T& message, std::string_view field, std::string& out, JsonOptions options = {},
                       EncodeError* error = nullptr) {
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
  return found && detail::finish_json(writer, start, error);
}

}  // namespace duet
