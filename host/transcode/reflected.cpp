#include "transcode/reflected.hpp"

#include <google/protobuf/arena.h>

#include <duet/model/path.hpp>
#include <set>
#include <utility>

namespace duet::transcode {
namespace {

using detail::FieldTable;
using detail::Mismatch;
using detail::Token;
using detail::TypeTable;

const Field& field_of(const void* source) { return *static_cast<const Field*>(source); }

// The field of a value, within its message.
struct Target {
  pb::Message& message;
  const pb::FieldDescriptor* field;

  void set(bool value) { reflection().SetBool(&message, field, value); }
  void set(std::int32_t value) { reflection().SetInt32(&message, field, value); }
  void set(std::int64_t value) { reflection().SetInt64(&message, field, value); }
  void set(std::uint32_t value) { reflection().SetUInt32(&message, field, value); }
  void set(std::uint64_t value) { reflection().SetUInt64(&message, field, value); }
  void set(float value) { reflection().SetFloat(&message, field, value); }
  void set(double value) { reflection().SetDouble(&message, field, value); }
  void set(std::string value) { reflection().SetString(&message, field, std::move(value)); }
  void set(Bytes value) { set(std::move(value.value)); }

  void add(bool value) { reflection().AddBool(&message, field, value); }
  void add(std::int32_t value) { reflection().AddInt32(&message, field, value); }
  void add(std::int64_t value) { reflection().AddInt64(&message, field, value); }
  void add(std::uint32_t value) { reflection().AddUInt32(&message, field, value); }
  void add(std::uint64_t value) { reflection().AddUInt64(&message, field, value); }
  void add(float value) { reflection().AddFloat(&message, field, value); }
  void add(double value) { reflection().AddDouble(&message, field, value); }
  void add(std::string value) { reflection().AddString(&message, field, std::move(value)); }
  void add(Bytes value) { add(std::move(value.value)); }

  void get(bool& value) const { value = reflection().GetBool(message, field); }
  void get(std::int32_t& value) const { value = reflection().GetInt32(message, field); }
  void get(std::int64_t& value) const { value = reflection().GetInt64(message, field); }
  void get(std::uint32_t& value) const { value = reflection().GetUInt32(message, field); }
  void get(std::uint64_t& value) const { value = reflection().GetUInt64(message, field); }
  void get(float& value) const { value = reflection().GetFloat(message, field); }
  void get(double& value) const { value = reflection().GetDouble(message, field); }
  void get(std::string& value) const { value = reflection().GetString(message, field); }
  void get(Bytes& value) const { get(value.value); }

  std::int32_t get_enum() const { return reflection().GetEnumValue(message, field); }
  void set_enum(std::int32_t number) { reflection().SetEnumValue(&message, field, number); }
  void add_enum(std::int32_t number) { reflection().AddEnumValue(&message, field, number); }

 private:
  const pb::Reflection& reflection() const { return *message.GetReflection(); }
};

Target target_of(const TypeTable& type, void* at) {
  return {*static_cast<pb::Message*>(at), field_of(type.source).descriptor};
}

// Without a message these only tell why the token does not fit.
template <class V>
bool assign(const TypeTable& type, void* at, const Token& token, Mismatch& why) {
  V value{};
  if (!detail::assign_value(value, token, why)) return false;
  if (at != nullptr) target_of(type, at).set(std::move(value));
  return true;
}

template <class V>
bool append(const TypeTable& type, void* at, const Token& token, Mismatch& why) {
  V value{};
  if (!detail::assign_value(value, token, why)) return false;
  target_of(type, at).add(std::move(value));
  return true;
}

// @pre `at` is a message
template <class V>
bool equals(const TypeTable& type, const void* at, const Token& token) {
  V value{};
  target_of(type, const_cast<void*>(at)).get(value);
  return detail::equals_erased<V>(type, &value, token);
}

bool read_enum(const TypeTable& type, const Token& token, std::int32_t& number, Mismatch& why) {
  if (type.takes_null && token.kind == Token::Kind::kNull) return (number = 0), true;
  return detail::assign_enum(number, field_of(type.source).names, token, why);
}

bool assign_enum(const TypeTable& type, void* at, const Token& token, Mismatch& why) {
  std::int32_t number = 0;
  if (!read_enum(type, token, number, why)) return false;
  if (at != nullptr) target_of(type, at).set_enum(number);
  return true;
}

bool equals_enum(const TypeTable& type, const void* at, const Token& token) {
  std::int32_t number = 0;
  Mismatch ignored;
  return read_enum(type, token, number, ignored) && target_of(type, const_cast<void*>(at)).get_enum() == number;
}

bool append_enum(const TypeTable& type, void* at, const Token& token, Mismatch& why) {
  std::int32_t number = 0;
  if (!read_enum(*type.element, token, number, why)) return false;
  target_of(type, at).add_enum(number);
  return true;
}

template <class V>
void set_functions(TypeTable& value, TypeTable* list) {
  value.assign = &assign<V>;
  value.equals = &equals<V>;
  if (list != nullptr) list->append = &append<V>;
}

void* append_message(const TypeTable& type, void* at) {
  auto& message = *static_cast<pb::Message*>(at);
  return message.GetReflection()->AddMessage(&message, field_of(type.source).descriptor);
}

// A map that is being read. Reflection shows a map as a list of entries, which would have to be searched for each key.
struct MapPlace {
  pb::Message& message;
  std::set<std::string> keys;
  std::set<std::string>::iterator last;  // the key of the entry that came last
};

// Reads the key into the entry and gives it back as text, by which keys can be told apart.
template <class Key>
bool read_key(Target target, const Token& token, std::string& text, Mismatch& why) {
  Key key{};
  if (!detail::assign_value(key, token, why)) return false;
  text = detail::key_text(key);
  target.set(std::move(key));
  return true;
}

bool read_key(Target target, std::string_view key, std::string& text, Mismatch& why) {
  using Cpp = pb::FieldDescriptor;
  // Keys are always strings in JSON, those of a map of bools "true" and "false".
  const auto cpp_type = target.field->cpp_type();
  const Token token{cpp_type == Cpp::CPPTYPE_BOOL ? Token::Kind::kText : Token::Kind::kString, key};
  switch (cpp_type) {
    case Cpp::CPPTYPE_BOOL:
      return read_key<bool>(target, token, text, why);
    case Cpp::CPPTYPE_INT32:
      return read_key<std::int32_t>(target, token, text, why);
    case Cpp::CPPTYPE_INT64:
      return read_key<std::int64_t>(target, token, text, why);
    case Cpp::CPPTYPE_UINT32:
      return read_key<std::uint32_t>(target, token, text, why);
    case Cpp::CPPTYPE_UINT64:
      return read_key<std::uint64_t>(target, token, text, why);
    default:
      return read_key<std::string>(target, token, text, why);
  }
}

void* insert(const TypeTable& type, void* map, std::string_view key, Mismatch& why) {
  auto& place = *static_cast<MapPlace*>(map);
  const Field& field = field_of(type.source);
  const pb::Reflection& reflection = *place.message.GetReflection();
  pb::Message& entry = *reflection.AddMessage(&place.message, field.descriptor);
  std::string text;
  if (!read_key({entry, field.descriptor->message_type()->map_key()}, key, text, why)) {
    why.message = "the key " + why.message;
  } else if (const auto [at, is_new] = place.keys.insert(std::move(text)); !is_new) {
    why.set("duplicate_key", "is given twice");
  } else {
    place.last = at;
    const Field& value = field.message->fields[1];
    return value.message == nullptr ? &entry : entry.GetReflection()->MutableMessage(&entry, value.descriptor);
  }
  reflection.RemoveLast(&place.message, field.descriptor);
  return nullptr;
}

// Only the entry that came last is ever taken away.
void remove_last(const TypeTable& type, void* map, std::string_view) {
  auto& place = *static_cast<MapPlace*>(map);
  place.keys.erase(place.last);
  place.message.GetReflection()->RemoveLast(&place.message, field_of(type.source).descriptor);
}

void* same_message(const FieldTable&, void* message) { return message; }

// A field with presence is there from now on, whatever is read into it, as a std::optional is that was given a value.
template <class V>
void* present_scalar(const FieldTable& table, void* at) {
  Target target{*static_cast<pb::Message*>(at), field_of(table.source).descriptor};
  if (!target.message.GetReflection()->HasField(target.message, target.field)) target.set(V{});
  return at;
}

void* present_enum(const FieldTable& table, void* at) {
  Target target{*static_cast<pb::Message*>(at), field_of(table.source).descriptor};
  if (!target.message.GetReflection()->HasField(target.message, target.field)) target.set_enum(0);
  return at;
}

void* sub_message(const FieldTable& table, void* at) {
  auto& message = *static_cast<pb::Message*>(at);
  return message.GetReflection()->MutableMessage(&message, field_of(table.source).descriptor);
}

void* map_place(const FieldTable&, void* at) {
  auto& message = *static_cast<pb::Message*>(at);
  return pb::Arena::Create<MapPlace>(message.GetArena(), MapPlace{message, {}, {}});
}

using Slot = decltype(FieldTable::slot);

Slot present_slot(const pb::FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return &present_scalar<bool>;
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return &present_scalar<std::int32_t>;
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return &present_scalar<std::int64_t>;
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return &present_scalar<std::uint32_t>;
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return &present_scalar<std::uint64_t>;
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return &present_scalar<float>;
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return &present_scalar<double>;
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return &present_scalar<std::string>;
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return &present_enum;
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return &sub_message;
}

const void* peek(const FieldTable& table, const void* at) {
  const auto& message = *static_cast<const pb::Message*>(at);
  const pb::Reflection& from = *message.GetReflection();
  const Field& field = field_of(table.source);
  const bool is_set = field.descriptor->is_repeated() ? from.FieldSize(message, field.descriptor) > 0
                                                      : from.HasField(message, field.descriptor);
  if (!is_set) return nullptr;
  const bool is_message = field.message != nullptr && !field.descriptor->is_repeated();
  return is_message ? &from.GetMessage(message, field.descriptor) : &message;
}

}  // namespace

void set_scalar_functions(const Field& field, TypeTable& value, TypeTable* list) {
  using Descriptor = pb::FieldDescriptor;
  switch (field.descriptor->cpp_type()) {
    case Descriptor::CPPTYPE_BOOL:
      return set_functions<bool>(value, list);
    case Descriptor::CPPTYPE_INT32:
      return set_functions<std::int32_t>(value, list);
    case Descriptor::CPPTYPE_INT64:
      return set_functions<std::int64_t>(value, list);
    case Descriptor::CPPTYPE_UINT32:
      return set_functions<std::uint32_t>(value, list);
    case Descriptor::CPPTYPE_UINT64:
      return set_functions<std::uint64_t>(value, list);
    case Descriptor::CPPTYPE_FLOAT:
      return set_functions<float>(value, list);
    case Descriptor::CPPTYPE_DOUBLE:
      return set_functions<double>(value, list);
    case Descriptor::CPPTYPE_STRING:
      if (field.descriptor->type() == Descriptor::TYPE_BYTES) return set_functions<Bytes>(value, list);
      return set_functions<std::string>(value, list);
    case Descriptor::CPPTYPE_ENUM:
      value.assign = &assign_enum;
      value.equals = &equals_enum;
      if (list != nullptr) list->append = &append_enum;
      return;
    case Descriptor::CPPTYPE_MESSAGE:
      return;
  }
}

void set_message_list_functions(TypeTable& list) { list.append_message = &append_message; }

void set_map_functions(TypeTable& map) {
  map.insert = &insert;
  map.remove = &remove_last;
}

void set_slot_functions(const Field& field, FieldTable& table) {
  table.peek = &peek;
  if (field.descriptor->is_map())
    table.slot = &map_place;
  else if (field.descriptor->is_repeated() || !field.descriptor->has_presence())
    table.slot = &same_message;
  else
    table.slot = present_slot(*field.descriptor);
}

}  // namespace duet::transcode
