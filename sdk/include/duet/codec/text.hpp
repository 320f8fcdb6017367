// Values from the path and query of a URL, bound to the fields of a message (google.api.http).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../model/path.hpp"
#include "json/options.hpp"
#include "json/table.hpp"

namespace duet {

// What a dotted path of field names leads to.
struct PathTarget {
  enum class Kind {
    kUnknown,         // no such field; `hint` may name a near one
    kScalar,          // one value that a path or query can carry, a Timestamp or wrapper, say, included
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
      if (type->shape == Shape::kMap) return hint = "is a map, which only a body can set", false;
      if (!type->has_members()) return hint = "has no fields", false;
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
  const bool is_list = type.shape == Shape::kList;
  const bool is_scalar = is_list ? type.element->is_scalar() : type.is_scalar();
  Target kind = Target::kMap;
  if (is_list)
    kind = is_scalar ? Target::kRepeatedScalar : Target::kRepeatedMessage;
  else if (type.shape == Shape::kSingular)
    kind = is_scalar ? Target::kScalar : Target::kMessage;
  return {kind, walk.output_only, {}, std::move(walk.proto_path)};
}

}  // namespace detail

// What `path` ("address.street", in proto or JSON names) leads to in T.
template <Model T>
PathTarget path_target(std::string_view path) {
  return detail::path_target(detail::TableOf<T>::kTable, path);
}

// Binds pairs of field path and decoded text to one message, which must outlive it and not move, as the texts must: the
// path first, then the body is read by others and cleared of what is output_only, then the query. Neither body nor
// query may set another value than the path has, nor another member of its oneof. Not to be shared between threads.
class TextBinder {
 public:
  template <Model T>
  TextBinder(T& message, JsonOptions options) : TextBinder(detail::TableOf<T>::kTable, &message, options) {}
  // For a message that is known by its tables only.
  TextBinder(const detail::TypeTable& type, void* message, JsonOptions options)
      : type_(&type), message_(message), options_(options) {}

  // Sets the field that a variable of the path names. Text is read as in proto3 JSON, without quotes; an enum by name
  // or number. False and a violation if there is no such field, or if the text does not fit.
  bool bind_path(std::string_view path, std::string_view text, Violations& violations) {
    return put(path, text, true, violations);
  }

  // When the body has been read and cleared: sees that everything is still as the path has it. A body that leaves a
  // field without presence at its default has not set it.
  void check_path(Violations& violations);

  // Sets the field, or appends to a list. False and a violation if the path names no field (unless unknown ones are
  // ignored) or leads to a message or a map, if the text does not fit, if the field was bound before (to the same value
  // by the path is no harm), or if another member of its oneof is set. What is output_only stays as it is.
  bool bind(std::string_view path, std::string_view text, Violations& violations) {
    return put(path, text, false, violations);
  }

 private:
  struct Bound {
    const void* parent;
    const detail::FieldTable* field;
    std::string_view path, text;
    bool by_path;
  };

  bool put(std::string_view path, std::string_view text, bool by_path, Violations& violations);
  bool set(const detail::PathWalk& walk, const detail::Token& token, detail::Mismatch& why);

  const detail::TypeTable* type_;
  void* message_;
  JsonOptions options_;
  std::vector<Bound> bound_;
};

namespace detail {

// Another member of the field's oneof that is set, or null.
inline const FieldTable* other_of_oneof(const TypeTable& type, const FieldTable& field, const void* message) {
  if (field.oneof < 0) return nullptr;
  for (const FieldTable* other = type.fields; other != type.fields + type.field_count; ++other)
    if (other != &field && other->oneof == field.oneof && other->peek(*other, message) != nullptr) return other;
  return nullptr;
}

// Follows a path through what is set, without making anything.
struct SetWalk {
  const void* value = nullptr;        // where the path leads, if that is set
  const FieldTable* rival = nullptr;  // else the first member of a oneof that stands in the way,
  std::string place;                  // and where the path was by then, in proto names

  // @pre the path leads to a field
  SetWalk(const TypeTable& root, const void* message, std::string_view path) {
    const TypeTable* type = &root;
    for (;;) {
      const std::size_t dot = path.find('.');
      const FieldTable* const field = find_field(*type, path.substr(0, dot));
      rival = other_of_oneof(*type, *field, message);
      if (rival != nullptr) return;
      value = field->peek(*field, message);
      if (value == nullptr || dot == std::string_view::npos) return;
      append_name(place, field->name);
      message = value;
      value = nullptr;
      type = field->type;
      path.remove_prefix(dot + 1);
    }
  }

  std::string rival_path() const {
    std::string path = place;
    append_name(path, rival->name);
    return path;
  }
};

inline std::string rival_words(std::string_view path) {
  return "cannot be set together with " + std::string(path) + ", another member of its oneof";
}

inline std::string bound_words(std::string_view text) { return "is bound by the path to '" + std::string(text) + "'"; }

}  // namespace detail

inline void TextBinder::check_path(Violations& violations) {
  for (const Bound& bound : bound_) {
    const detail::SetWalk now(*type_, message_, bound.path);
    const detail::TypeTable& type = *bound.field->type;
    const detail::Token token{detail::Token::Kind::kText, bound.text};
    const PathTarget target = detail::path_target(*type_, bound.path);
    if (now.rival != nullptr) {
      detail::add_violation(violations, now.rival_path(), detail::rival_words(target.proto_path), "oneof_conflict");
    } else if (now.value == nullptr) {
      detail::PathWalk walk;
      detail::Mismatch ignored;
      walk.go(*type_, message_, bound.path);
      set(walk, token, ignored);
    } else if (!type.equals(type, now.value, token)) {
      detail::add_violation(violations, target.proto_path, detail::bound_words(bound.text), "path_conflict");
    }
  }
}

inline bool TextBinder::put(std::string_view path, std::string_view text, bool by_path, Violations& violations) {
  // First without the object: a path that leads nowhere must leave no trace in it.
  const PathTarget target = detail::path_target(*type_, path);
  if (!by_path && target.output_only) return true;
  const auto refuse = [&](std::string message, std::string_view type) {
    detail::add_violation(violations, target.proto_path, std::move(message), type);
    return false;
  };
  if (target.kind == PathTarget::Kind::kUnknown)
    return options_.ignore_unknown || refuse(target.hint, "extra_forbidden");
  if (target.kind != PathTarget::Kind::kScalar && target.kind != PathTarget::Kind::kRepeatedScalar)
    return refuse("cannot be set by a path or query, only by a body", "not_bindable");
  const detail::SetWalk before(*type_, message_, path);
  if (before.rival != nullptr) return refuse(detail::rival_words(before.rival_path()), "oneof_conflict");
  detail::PathWalk walk;
  walk.go(*type_, message_, path);
  detail::Mismatch why;
  const detail::Token token{detail::Token::Kind::kText, text};
  if (target.kind == PathTarget::Kind::kScalar) {
    for (const Bound& bound : bound_) {
      if (bound.parent != walk.parent || bound.field != walk.field) continue;
      if (!bound.by_path || by_path) return refuse("is given twice", "duplicate_key");
      const detail::TypeTable& type = *walk.field->type;
      return type.equals(type, walk.slot, token) || refuse(detail::bound_words(bound.text), "path_conflict");
    }
  }
  if (!set(walk, token, why)) return refuse(std::move(why.message), why.type);
  if (target.kind == PathTarget::Kind::kScalar) bound_.push_back({walk.parent, walk.field, path, text, by_path});
  return true;
}

inline bool TextBinder::set(const detail::PathWalk& walk, const detail::Token& token, detail::Mismatch& why) {
  const detail::TypeTable& type = *walk.field->type;
  if (type.shape != detail::Shape::kList) return type.assign(type, walk.slot, token, why);
  if (type.append != nullptr) return type.append(type, walk.slot, token, why);
  return type.element->assign(*type.element, type.append_message(type, walk.slot), token, why);
}

}  // namespace duet
