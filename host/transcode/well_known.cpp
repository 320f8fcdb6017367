#include "transcode/well_known.hpp"

#include <google/protobuf/io/coded_stream.h>

#include <array>
#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>
#include <duet/well_known.hpp>
#include <string>

#include "transcode/reflected.hpp"

namespace duet::transcode {
namespace {

using detail::Mismatch;
using detail::Opened;
using detail::Token;
using detail::TypeTable;

// These are small, so they go through the SDK's own types: one form for both.
template <class T>
T load(const pb::Message& message) {
  T value;
  DecodeError error;
  decode_protobuf(message.SerializePartialAsString(), value, error);
  return value;
}

template <class T>
void store(const T& value, pb::Message& message) {
  std::string bytes;
  encode_protobuf(value, bytes);
  message.ParsePartialFromString(bytes);
}

template <class T>
bool assign(const TypeTable& type, void* at, const Token& token, Mismatch& why) {
  T value{};
  if (!detail::assign_erased<T>(type, &value, token, why)) return false;
  if (at != nullptr) store(value, *static_cast<pb::Message*>(at));
  return true;
}

template <class T>
bool equals(const TypeTable& type, const void* at, const Token& token) {
  const T value = load<T>(*static_cast<const pb::Message*>(at));
  return detail::equals_erased<T>(type, &value, token);
}

template <class T>
void write(const pb::Message& message, detail::JsonWriter& writer, std::string_view field) {
  detail::JsonForm<T>::write(load<T>(message), writer, field);
}

const MessageType& type_of(const TypeTable& table) { return *static_cast<const MessageType*>(table.source); }

// Where the entries of a Struct go, or the elements of a ListValue: into the one field that it has.
Opened open_only_field(const MessageType& type, void* at) {
  const detail::FieldTable& field = type.field_tables[0];
  return {field.type, at != nullptr ? field.slot(field, at) : nullptr};
}

template <Token::Kind Kind>
Opened open_collection(const TypeTable& table, void* at, Token::Kind kind) {
  return kind == Kind ? open_only_field(type_of(table), at) : Opened{};
}

Opened open_value(const TypeTable& table, void* at, Token::Kind kind) {
  const Field* const field = type_of(table).find(kind == Token::Kind::kObject ? "struct_value" : "list_value");
  auto* const message = static_cast<pb::Message*>(at);
  void* const inner =
      message != nullptr ? message->GetReflection()->MutableMessage(message, field->descriptor) : nullptr;
  return open_only_field(*field->message, inner);
}

template <class T>
void set(MessageType& type) {
  type.write_form = &write<T>;
  type.table.takes_null = detail::TakesNull<T>;
  if constexpr (detail::HasScalarForm<T>) {
    type.table.assign = &assign<T>;
    type.table.equals = &equals<T>;
  }
  if constexpr (std::is_same_v<T, Value>) type.table.open = &open_value;
  if constexpr (std::is_same_v<T, Struct>) type.table.open = &open_collection<Token::Kind::kObject>;
  if constexpr (std::is_same_v<T, ListValue>) type.table.open = &open_collection<Token::Kind::kArray>;
}

struct Known {
  std::string_view full_name;
  void (*set)(MessageType&);
};

template <class... T>
constexpr std::array<Known, sizeof...(T)> known_as() {
  return {Known{detail::ImportedType<T>::kFullName, &set<T>}...};
}

constexpr auto kKnown =
    known_as<Timestamp, Duration, FieldMask, Struct, Value, ListValue, DoubleValue, FloatValue, Int64Value, UInt64Value,
             Int32Value, UInt32Value, BoolValue, StringValue, BytesValue>();

}  // namespace

void set_form(MessageType& type) {
  for (const Known& known : kKnown) {
    if (type.descriptor->full_name() == known.full_name) known.set(type);
  }
}

bool is_null_value(const pb::FieldDescriptor& field) {
  const pb::EnumDescriptor* const names = field.enum_type();
  return names != nullptr && names->full_name() == detail::ImportedType<NullValue>::kFullName;
}

}  // namespace duet::transcode
