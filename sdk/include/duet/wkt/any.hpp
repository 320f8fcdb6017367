// duet::Any: a message of any type with the name of its type, google.protobuf.Any.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "../model/bytes.hpp"
#include "../model/empty.hpp"
#include "../model/imported.hpp"
#include "../model/macros.hpp"
#include "duration.hpp"
#include "field_mask.hpp"
#include "known_types.hpp"
#include "struct.hpp"
#include "timestamp.hpp"
#include "wrappers.hpp"

namespace duet {

// `value` is the message in protobuf's wire format, `type_url` ends in "/" and the full name of its type:
// "type.googleapis.com/items.v1.Item". In JSON it is the message itself with its type_url as "@type", for which the
// type must be known (register_any).
struct Any {
  std::string type_url;
  Bytes value;

  // The message with the name that its type is known by. Throws std::logic_error if it has none, std::runtime_error if
  // the message cannot be encoded.
  template <Model T>
  static Any pack(const T& message);
  // The message, if it is a T and can be read.
  template <Model T>
  std::optional<T> unpack() const;
  // Is it a T, by the name of its type?
  template <Model T>
  bool is() const;

  friend bool operator==(const Any&, const Any&) = default;
};
DUET_MODEL(Any, DUET_FIELD(1, type_url), DUET_FIELD(2, value));

namespace detail {

template <>
struct ImportedType<Any> {
  static constexpr std::string_view kFullName = "google.protobuf.Any";
  static constexpr std::string_view kFile = "google/protobuf/any.proto";
};

template <>
struct JsonForm<Any> {
  static const AnyType* find(const TypeTable&, std::string_view full_name);
  static void store(const TypeTable&, void* any, std::string_view type_url, std::string wire) {
    *static_cast<Any*>(any) = {std::string(type_url), Bytes(std::move(wire))};
  }
  static constexpr AnyForm kAny{&find, &store};
  static void write(const Any& any, JsonWriter& writer, std::string_view field);
};

// The types that every Any of this library or program may hold.
inline KnownTypes& known_types() {
  // Never destroyed: calls may still be running when the process ends.
  static KnownTypes& only = []() -> KnownTypes& {
    auto& types = *new KnownTypes;
    const auto add = [&types]<class... T>(std::tuple<T...>*) { (types.add<T>(ImportedType<T>::kFullName), ...); };
    add(static_cast<
        std::tuple<Any, Empty, Timestamp, Duration, FieldMask, Struct, Value, ListValue, DoubleValue, FloatValue,
                   Int64Value, UInt64Value, Int32Value, UInt32Value, BoolValue, StringValue, BytesValue>*>(nullptr));
    return types;
  }();
  return only;
}

}  // namespace detail

// Makes T known to every Any of this plugin under its full protobuf name, "items.v1.Item". The messages of a plugin's
// own contract and the well-known types are known by themselves. False if the name stands for another type already.
// Any thread may call it.
template <Model T>
bool register_any(std::string_view full_name) {
  return detail::known_types().add<T>(full_name);
}

template <Model T>
Any Any::pack(const T& message) {
  const std::string name = detail::known_types().name_of(detail::TableOf<T>::kTable);
  if (name.empty())
    throw std::logic_error("duet::Any::pack: the message " + std::string(detail::kModelData<T>.name) +
                           " is not known by a full name; say duet::register_any<" +
                           std::string(detail::kModelData<T>.name) + ">(\"package." +
                           std::string(detail::kModelData<T>.name) + "\") first");
  Any any{"type.googleapis.com/" + name, {}};
  EncodeError error;
  if (!encode_protobuf(message, any.value.value, &error))
    throw std::runtime_error("duet::Any::pack: " + error.message());
  return any;
}

template <Model T>
bool Any::is() const {
  const auto* const known = detail::known_types().find(detail::type_of_url(type_url));
  return known != nullptr && known->type == &detail::TableOf<T>::kTable;
}

template <Model T>
std::optional<T> Any::unpack() const {
  std::optional<T> message;
  DecodeError error;
  if (is<T>() && !decode_protobuf(value.view(), message.emplace(), error)) message.reset();
  return message;
}

namespace detail {

inline const AnyType* JsonForm<Any>::find(const TypeTable&, std::string_view full_name) {
  return known_types().find(full_name);
}

// An empty object stands for an Any that holds nothing.
inline void JsonForm<Any>::write(const Any& any, JsonWriter& writer, std::string_view field) {
  writer.out += '{';
  if (!any.type_url.empty() || !any.value.empty()) {
    const KnownType* const type = known_types().find(type_of_url(any.type_url));
    if (type == nullptr)
      return writer.fail(field,
                         "has a google.protobuf.Any of the type '" + any.type_url + "', which is not known here");
    const int levels = kMaxJsonDepth - ++writer.depth;
    if (levels <= 0) return writer.fail(field, "is nested deeper than 100 levels");
    writer.out += "\"@type\":";
    write_json_value(any.type_url, writer, field);
    type->write_members(any.value.view(), levels, writer, field);
    --writer.depth;
  }
  writer.out += '}';
}

}  // namespace detail
}  // namespace duet
