// The part of JsonHandler that reads messages with a form of their own: lists, objects and values of any kind, and Any.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "handler.hpp"

namespace duet::detail {

// An object or array for a message that has a form of its own.
inline bool JsonHandler::enter_form(const Token& token, const Place& at) {
  const bool fits = at.type->any != nullptr ? token.kind == Token::Kind::kObject
                                            : at.type->open(*at.type, nullptr, token.kind).type != nullptr;
  if (!fits) {
    wrong_type(*at.type, token);
    ++skipped_;
    return true;
  }
  void* const value = at.list != nullptr ? at.list->type->append_message(*at.list->type, at.list->object) : at.at;
  if (at.type->any != nullptr) return enter_any(*at.type, value);
  const Opened opened = at.type->open(*at.type, value, token.kind);
  // Of a Value there is the Struct or ListValue in it besides.
  return push(opened.type, opened.at, at.type->assign != nullptr ? 2 : 1);
}

// The '{' has just been read.
inline bool JsonHandler::enter_any(const TypeTable& any, void* value) {
  const std::size_t offset = source_.stream.Tell() - 1;
  if (anys_ == nullptr) anys_ = std::make_unique<Anys>(source_.text);
  const AnyTypes::TypeUrl* const type_url = anys_->types.find(offset);
  const AnyType* type = nullptr;
  if (type_url == nullptr) {
    const std::size_t next = std::min(source_.text.find_first_not_of(" \t\r\n", offset + 1), source_.text.size() - 1);
    // An object without members is an Any that holds nothing.
    if (source_.text[next] != '}') report({"is required", "missing"}, "@type");
  } else if (!type_url->has_value()) {
    report({"must be a string", "string_type"}, "@type");
  } else if (const std::string_view name = type_of_url(**type_url); name.empty()) {
    report({"must be the URL of a type, such as type.googleapis.com/items.v1.Item", "any_type"}, "@type");
  } else if ((type = any.any->find(any, name)) == nullptr) {
    report({"names " + std::string(name) + ", which is not known here", "any_type"}, "@type");
  }
  if (type == nullptr) {
    ++skipped_;
    return true;
  }
  OpenAny& open = anys_->open.emplace_back(OpenAny{type, nullptr, &any, value, **type_url, depth_});
  open.message = type->make();
  return push(&type->members(), open.message);
}

inline void JsonHandler::leave_any() {
  OpenAny& any = anys_->open.back();
  std::string wire;
  if (any.type->encode(any.message, wire)) any.any->any->store(*any.any, any.at, any.type_url, std::move(wire));
  any.type->destroy(any.message);
  anys_->open.pop_back();
}

}  // namespace duet::detail
