// Values from the path and query of a URL, bound to the fields of a message (google.api.http).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../model/path.hpp"
#include "json/options.hpp"
#include "json/table.hpp"

namespace duet {

// What a dotted path of field names leads to, for checking a route before it serves.
struct PathTarget {
  enum class Kind {
    kUnknown,         // no such field; `hint` may name a near one
    kScalar,          // one value that a path or query can carry
    kRepeatedScalar,  // a list of them: only a query can
    kMessage,
    kRepeatedMessage,
    kMap
  } kind = Kind::kUnknown;
  bool output_only = false;  // the field, or one that it is in, is cleared on input
  std::string hint;          // for Kind::kUnknown: "is not a field of Item; did you mean 'name'?"
  std::string proto_path;    // the same path in proto names
};

namespace detail {

// Walks the path by tables. Messages on the way are entered, and made if they are in an optional, when there is an
// object.
struct PathWalk {
  const FieldTable* field = nullptr;
  void* slot = nullptr;    // the field's value
  void* parent = nullptr;  // the message it is in
  bool output_only = false;
  std::string hint, proto_path;

  bool go(const TypeTable& root, void* object, std::string_view path) {
    const TypeTable* type = &root;
    slot = object;
    for (;;) {
      const std::size_t dot = path.find('.');
      const std::string_view name = path.substr(0, dot);
      if (!type->is_message()) return hint = "has no fields", false;
      field = find_field(*type, name);
      append_name(proto_path, field != nullptr ? field->name : name);
      if (field == nullptr) return hint = unknown_field_words(*type, name), false;
      output_only = output_only || field->output_only;
      parent = slot;
      if (slot != nullptr) slot = field->slot(*field, slot);
      type = field->type;
      if (dot == std::string_view::npos) return true;
      path.remove_prefix(dot + 1);
    }
  }
};

inline PathTarget path_target(const TypeTable& root, std::string_view path) {
  using Target = PathTarget::Kind;
  PathWalk walk;
  if (!walk.go(root, nullptr, path)) return {Target::kUnknown, false, std::move(walk.hint), std::move(walk.proto_path)};
  const TypeTable& type = *walk.field->type;
  Target kind = Target::kMap;
  if (type.shape == Shape::kSingular) kind = type.is_message() ? Target::kMessage : Target::kScalar;
  if (type.shape == Shape::kList) kind = type.append == nullptr ? Target::kRepeatedMessage : Target::kRepeatedScalar;
  return {kind, walk.output_only, {}, std::move(walk.proto_path)};
}

}  // namespace detail

// What `path` ("address.street", in proto or JSON names) leads to in T.
template <Model T>
PathTarget path_target(std::string_view path) {
  return detail::path_target(detail::TableOf<T>::kTable, path);
}

// Binds pairs of field path and decoded text to one message, which must outlive it and not move. It remembers which
// fields were bound, so that a second value for a field that is not a list is refused, whichever of its names is used:
// bind the path first, then the query. Not to be shared between threads.
class TextBinder {
 public:
  template <Model T>
  TextBinder(T& message, JsonOptions options) : TextBinder(detail::TableOf<T>::kTable, &message, options) {}
  // For a message that is known by its tables only.
  TextBinder(const detail::TypeTable& type, void* message, JsonOptions options)
      : type_(&type), message_(message), options_(options) {}

  // Sets the field, or appends to a list. Text is read as in proto3 JSON, without quotes; an enum by name or number.
  // False and a violation if the path names no field (unless unknown ones are ignored) or leads to a message or a map,
  // if the text does not fit, or if the field was bound before.
  bool bind(std::string_view path, std::string_view text, Violations& violations) {
    detail::PathWalk walk;
    // First without the object: a path that leads nowhere must leave no trace in it.
    const PathTarget target = detail::path_target(*type_, path);
    const auto refuse = [&](std::string message, std::string_view type) {
      detail::add_violation(violations, target.proto_path, std::move(message), type);
      return false;
    };
    if (target.kind == PathTarget::Kind::kUnknown)
      return options_.ignore_unknown || refuse(target.hint, "extra_forbidden");
    if (target.kind != PathTarget::Kind::kScalar && target.kind != PathTarget::Kind::kRepeatedScalar)
      return refuse("cannot be set by a path or query, only by a body", "not_bindable");
    walk.go(*type_, message_, path);
    detail::Mismatch why;
    const detail::Token token{detail::Token::Kind::kText, text};
    if (target.kind == PathTarget::Kind::kRepeatedScalar)
      return walk.field->type->append(*walk.field->type, walk.slot, token, why) ||
             refuse(std::move(why.message), why.type);
    const Bound bound{walk.parent, walk.field};
    if (std::find(bound_.begin(), bound_.end(), bound) != bound_.end())
      return refuse("is given twice", "duplicate_key");
    bound_.push_back(bound);
    return walk.field->type->assign(*walk.field->type, walk.slot, token, why) ||
           refuse(std::move(why.message), why.type);
  }

 private:
  using Bound = std::pair<const void*, const detail::FieldTable*>;

  const detail::TypeTable* type_;
  void* message_;
  JsonOptions options_;
  std::vector<Bound> bound_;
};

}  // namespace duet
