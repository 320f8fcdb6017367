#include "transcode/any.hpp"

#include <google/protobuf/arena.h>

#include <utility>

namespace duet::transcode {
namespace {

constexpr int kTypeUrl = 1;
constexpr int kValue = 2;

const detail::AnyType* find(const detail::TypeTable& any, std::string_view full_name) {
  const auto& type = *static_cast<const MessageType*>(any.source);
  const MessageType* const found = type.owner->find(std::string(full_name));
  return found != nullptr ? found->in_any.get() : nullptr;
}

void store(const detail::TypeTable& any, void* at, std::string_view type_url, std::string wire) {
  const auto& type = *static_cast<const MessageType*>(any.source);
  auto& message = *static_cast<pb::Message*>(at);
  const pb::Reflection& to = *message.GetReflection();
  to.SetString(&message, type.descriptor->FindFieldByNumber(kTypeUrl), std::string(type_url));
  to.SetString(&message, type.descriptor->FindFieldByNumber(kValue), std::move(wire));
}

constexpr detail::AnyForm kForm{&find, &store};

}  // namespace

void set_any_form(MessageType& type) {
  if (type.descriptor->full_name() == "google.protobuf.Any") type.table.any = &kForm;
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
