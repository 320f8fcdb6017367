#include "transcode/any.hpp"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace duet::transcode {
namespace {

constexpr int kTypeUrl = 1;
constexpr int kValue = 2;

const detail::AnyType* find(const detail::TypeTable& any, std::string_view full_name) {
  const auto& type = *static_cast<const MessageType*>(any.source);
  const MessageType* const found = type.owner->find_in_any(std::string(full_name));
  return found != nullptr ? found->in_any.get() : nullptr;
}

void store(const detail::TypeTable& any, void* at, std::string_view type_url, std::string wire) {
  const auto& type = *static_cast<const MessageType*>(any.source);
  auto& message = *static_cast<pb::Message*>(at);
  const pb::Reflection& to = *message.GetReflection();
  to.SetString(&message, type.descriptor->FindFieldByNumber(kTypeUrl), std::string(type_url));
  to.SetString(&message, type.descriptor->FindFieldByNumber(kValue), std::move(wire));
}

// Does it stand in a contract for its options, such as google/api/annotations.proto?
bool is_of_options(const pb::FileDescriptor& file) {
  if (file.name() == "google/protobuf/descriptor.proto") return true;
  for (int i = 0; i < file.extension_count(); ++i) {
    if (file.extension(i)->containing_type()->file()->name() == "google/protobuf/descriptor.proto") return true;
  }
  return false;
}

void add_with_imports(const pb::FileDescriptor& file, std::set<const pb::FileDescriptor*>& files) {
  if (!files.insert(&file).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) {
    if (!is_of_options(*file.dependency(i))) add_with_imports(*file.dependency(i), files);
  }
}

constexpr detail::AnyForm kForm{&find, &store};

}  // namespace

void set_any_form(MessageType& type) {
  if (type.descriptor->full_name() == "google.protobuf.Any") type.table.any = &kForm;
}

std::set<const pb::FileDescriptor*> files_in_any(const MessageTypes::Contract& contract) {
  std::set<const pb::FileDescriptor*> files;
  for (const pb::FileDescriptor* const file : contract) add_with_imports(*file, files);
  return files;
}

bool is_well_known(const pb::FileDescriptor& file) {
  static constexpr std::string_view kFiles[] = {"google/protobuf/any.proto",     "google/protobuf/duration.proto",
                                                "google/protobuf/empty.proto",   "google/protobuf/field_mask.proto",
                                                "google/protobuf/struct.proto",  "google/protobuf/timestamp.proto",
                                                "google/protobuf/wrappers.proto"};
  return std::find(std::begin(kFiles), std::end(kFiles), file.name()) != std::end(kFiles);
}

AnyContent any_content(const pb::Message& any, const MessageType& type) {
  const pb::Reflection& from = *any.GetReflection();
  return {from.GetString(any, type.descriptor->FindFieldByNumber(kTypeUrl)),
          from.GetString(any, type.descriptor->FindFieldByNumber(kValue))};
}

MessageInAny::MessageInAny(const MessageType& message) : AnyType(message.table), message_(message) {}

// Each has an arena of its own, by which it is found again.
void* MessageInAny::make() const { return message_.prototype->New(new pb::Arena); }

void MessageInAny::destroy(void* message) const { delete static_cast<pb::Message*>(message)->GetArena(); }

bool MessageInAny::encode(const void* message, std::string& wire) const {
  return static_cast<const pb::Message*>(message)->SerializePartialToString(&wire);
}

}  // namespace duet::transcode
