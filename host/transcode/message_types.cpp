#include "transcode/message_types.hpp"

#include <google/protobuf/descriptor.pb.h>

#include <duet/codec/json/writer.hpp>

#include "transcode/any.hpp"
#include "transcode/output_only.hpp"
#include "transcode/reflected.hpp"
#include "transcode/well_known.hpp"

namespace duet::transcode {
namespace {

using detail::Kind;
using detail::Shape;

Kind kind_of(const pb::FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return Kind::kBool;
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return Kind::kInt32;
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return Kind::kInt64;
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return Kind::kUint32;
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return Kind::kUint64;
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return Kind::kFloat;
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return Kind::kDouble;
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return field.type() == pb::FieldDescriptor::TYPE_BYTES ? Kind::kBytes : Kind::kString;
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return Kind::kEnum;
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return Kind::kMessage;
}

std::string key_of(const pb::FieldDescriptor& field) {
  std::string key = ",";
  detail::JsonWriter{key, {}}.string(field.json_name());
  return key + ":";
}

// What the tables of the SDK have for the values of the field, or for all of it if it is a list or a map.
const detail::TypeTable& table_of(const Field& field) {
  return field.message != nullptr && !field.descriptor->is_repeated() ? field.message->table : field.type;
}

void fill_value(const Field& field, detail::TypeTable& value, detail::TypeTable* list) {
  value.shape = Shape::kSingular;
  value.kind = kind_of(*field.descriptor);
  value.takes_null = field.is_null;
  set_scalar_functions(field, value, list);
}

void fill_list(Field& field) {
  field.type.shape = Shape::kList;
  field.type.kind = kind_of(*field.descriptor);
  if (field.message != nullptr) {
    field.type.element = &field.message->table;
    set_message_list_functions(field.type);
  } else {
    field.type.element = &field.element;
    fill_value(field, field.element, &field.type);
  }
}

void fill_map(Field& field) {
  const Field& value = field.message->fields[1];
  field.type.shape = Shape::kMap;
  field.type.kind = kind_of(*field.descriptor->message_type()->map_value());
  field.type.element = &table_of(value);
  set_map_functions(field.type);
}

}  // namespace

const Field* MessageType::find(std::string_view name) const {
  const detail::FieldTable* const found = detail::find_field(table, name);
  return found != nullptr ? static_cast<const Field*>(found->source) : nullptr;
}

const MessageType& MessageTypes::of(const pb::Descriptor& descriptor) {
  {
    const std::shared_lock reading(mutex_);
    const auto known = types_.find(&descriptor);
    if (known != types_.end()) return *known->second;
  }
  const std::unique_lock writing(mutex_);
  return add(descriptor);
}

const MessageType* MessageTypes::find(const std::string& full_name) {
  const pb::Descriptor* const descriptor = pool_.FindMessageTypeByName(full_name);
  return descriptor != nullptr ? &of(*descriptor) : nullptr;
}

MessageTypes::MessageTypes(const pb::DescriptorPool& pool, const Contract& contract)
    : pool_(pool), factory_(&pool), in_any_(files_in_any(contract)) {}

const MessageType* MessageTypes::find_in_any(const std::string& full_name) {
  const pb::Descriptor* const descriptor = pool_.FindMessageTypeByName(full_name);
  if (descriptor == nullptr) return nullptr;
  if (in_any_ && !in_any_->contains(descriptor->file()) && !is_well_known(*descriptor->file())) return nullptr;
  return &of(*descriptor);
}

// Types may be within themselves, so each is known before its fields are looked at.
MessageType& MessageTypes::add(const pb::Descriptor& descriptor) {
  const auto [at, is_new] = types_.try_emplace(&descriptor);
  if (!is_new) return *at->second;
  at->second = std::make_unique<MessageType>();
  MessageType& type = *at->second;
  type.descriptor = &descriptor;
  type.owner = this;
  type.prototype = factory_.GetPrototype(&descriptor);
  type.fields.resize(static_cast<std::size_t>(descriptor.field_count()));
  for (int i = 0; i < descriptor.field_count(); ++i) {
    fill(type, type.fields[static_cast<std::size_t>(i)], *descriptor.field(i));
  }
  type.table.shape = Shape::kSingular;
  type.table.kind = Kind::kMessage;
  type.table.name = descriptor.name();
  type.table.fields = type.field_tables.data();
  type.table.field_count = type.field_tables.size();
  type.table.oneof_count = static_cast<std::size_t>(descriptor.real_oneof_decl_count());
  type.table.source = &type;
  set_form(type);
  set_any_form(type);
  type.has_output_only = reaches_output_only(descriptor);
  type.in_any = std::make_unique<MessageInAny>(type);
  return type;
}

void MessageTypes::fill(MessageType& type, Field& field, const pb::FieldDescriptor& descriptor) {
  field.descriptor = &descriptor;
  field.key = key_of(descriptor);
  field.is_null = is_null_value(descriptor);
  field.quoted_integers = descriptor.options().jstype() != pb::FieldOptions::JS_NUMBER;
  if (const pb::EnumDescriptor* names = descriptor.enum_type()) {
    for (int i = 0; i < names->value_count(); ++i) {
      field.names.push_back({names->value(i)->name(), names->value(i)->number()});
    }
  }
  if (descriptor.message_type() != nullptr) field.message = &add(*descriptor.message_type());

  field.type.source = field.element.source = &field;
  if (descriptor.is_map())
    fill_map(field);
  else if (descriptor.is_repeated())
    fill_list(field);
  else
    fill_value(field, field.type, nullptr);

  detail::FieldTable table{};
  table.name = descriptor.name();
  table.json_name = descriptor.json_name();
  table.type = &table_of(field);
  table.output_only = is_output_only(descriptor);
  const pb::OneofDescriptor* const oneof = descriptor.real_containing_oneof();
  table.oneof = oneof != nullptr ? oneof->index() : -1;
  table.source = &field;
  set_slot_functions(field, table);
  type.field_tables.push_back(table);
}

}  // namespace duet::transcode
