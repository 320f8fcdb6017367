// Messages that are known by their descriptors only, as the SDK's readers want them: tables, made at run time.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/message.h>

#include <duet/codec/json/any.hpp>
#include <duet/codec/json/table.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace duet::transcode {

namespace pb = google::protobuf;

struct MessageType;
class MessageTypes;

/// A message type as what an Any holds.
class MessageInAny final : public detail::AnyType {
 public:
  /// @pre the type's table is complete
  explicit MessageInAny(const MessageType& message);

  void* make() const override;
  void destroy(void* message) const override;
  bool encode(const void* message, std::string& wire) const override;

 private:
  const MessageType& message_;
};

/// One field of a message type. In the SDK's tables the address of a value that is a message is the message; of any
/// other value, of a list and of an element it is the message that the field is in, because reflection reaches them
/// from there. A map has a place of its own while it is read.
struct Field {
  const pb::FieldDescriptor* descriptor = nullptr;
  std::string key;                       // `,"name":`, ready to be copied; the first field leaves out the comma
  bool is_null = false;                  // of the enum google.protobuf.NullValue, which is written as null
  bool quoted_integers = true;           // 64 bit integers are text in JSON, unless jstype says otherwise
  detail::TypeTable type{};              // what the field holds
  detail::TypeTable element{};           // one value of a list; a map's are in its entry's type
  std::vector<detail::EnumValue> names;  // of an enum, in the order of declaration
  const MessageType* message = nullptr;  // of messages, and the entries of a map
};

/// One message type. Immutable once it can be seen; lives as long as the MessageTypes it is from.
struct MessageType {
  const pb::Descriptor* descriptor = nullptr;
  const pb::Message* prototype = nullptr;
  detail::TypeTable table{};
  std::vector<Field> fields;  // in the order of declaration
  std::vector<detail::FieldTable> field_tables;
  /// Of those that have a form of their own in JSON: writes one. `field` is the innermost named field, for the error.
  void (*write_form)(const pb::Message& message, detail::JsonWriter& writer, std::string_view field) = nullptr;
  MessageTypes* owner = nullptr;
  std::unique_ptr<MessageInAny> in_any;
  bool has_output_only = false;  // or a message within it has

  /// The field with this name, in proto or JSON spelling, or null.
  const Field* find(std::string_view name) const;
};

/// Makes the tables of message types when they are first asked for. All functions may be called from any thread.
class MessageTypes {
 public:
  /// What an Any may hold: the messages of these files, of what they import, and the well-known types.
  using Contract = std::vector<const pb::FileDescriptor*>;

  /// The pool outlives it. Without a contract an Any may hold whatever the pool has.
  explicit MessageTypes(const pb::DescriptorPool& pool) : pool_(pool), factory_(&pool) {}
  MessageTypes(const pb::DescriptorPool& pool, const Contract& contract);

  const MessageType& of(const pb::Descriptor& descriptor);

  /// The type with this full name, or null if the pool has none.
  const MessageType* find(const std::string& full_name);

  /// The same of what an Any may hold.
  const MessageType* find_in_any(const std::string& full_name);

 private:
  MessageType& add(const pb::Descriptor& descriptor);
  void fill(MessageType& type, Field& field, const pb::FieldDescriptor& descriptor);

  const pb::DescriptorPool& pool_;
  pb::DynamicMessageFactory factory_;
  std::optional<std::set<const pb::FileDescriptor*>> in_any_;  // the files
  std::shared_mutex mutex_;
  std::unordered_map<const pb::Descriptor*, std::unique_ptr<MessageType>> types_;
};

}  // namespace duet::transcode
