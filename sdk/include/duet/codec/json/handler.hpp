// What RapidJSON's reader tells its events to: puts each value where the tables say it belongs.
//
// The place of each open object and array is a frame on a stack of fixed size, so the work for one value does not
// depend on the depth, and too deep a text is refused before it can hurt. A value that does not fit becomes a violation
// and is passed over; reading goes on, so that all of them are found.
#pragma once

#include <rapidjson/stream.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../../model/path.hpp"
#include "any.hpp"
#include "options.hpp"
#include "table.hpp"

namespace duet::detail {

// The text that is read. `stream` reads a copy of `text`, decoding strings where they stand. Where the reader would
// stop at the size of a number, `text` has another one of its length in its place, and `numbers` is the text as it
// came.
struct JsonSource {
  std::string_view text;
  rapidjson::InsituStringStream& stream;
  const char* numbers = nullptr;
};

class JsonHandler {
 public:
  // The text is the whole of `message`, or the value of one field of it.
  JsonHandler(const TypeTable& type, void* message, const FieldTable* field, JsonOptions options, DecodeIssues& issues,
              const JsonSource& source)
      : root_type_(&type), message_(message), root_field_(field), options_(options), issues_(issues), source_(source) {
    // Only an escape can make half of a surrogate pair out of valid UTF-8.
    has_escapes_ = source.text.find('\\') != std::string_view::npos;
  }
  JsonHandler(const JsonHandler&) = delete;
  JsonHandler& operator=(const JsonHandler&) = delete;
  ~JsonHandler() {
    if (anys_ != nullptr)
      for (const OpenAny& any : anys_->open) any.type->destroy(any.message);
  }

  // The events; false stops the reader.
  bool Null() { return value({Token::Kind::kNull, "null"}); }
  bool Bool(bool flag) { return value({Token::Kind::kBool, flag ? "true" : "false", flag}); }
  bool RawNumber(const char* text, unsigned size, bool) {
    if (source_.numbers != nullptr) [[unlikely]]
      text = source_.numbers + (text - source_.stream.head_);
    return value({Token::Kind::kNumber, {text, size}});
  }
  bool String(const char* text, unsigned size, bool) {
    const Token token{Token::Kind::kString, {text, size}};
    if (!check_surrogates(token.text)) return false;
    return (options_.ignore_unknown && is_unknown_name(token)) || value(token);
  }
  bool StartObject() { return enter({Token::Kind::kObject, {}}); }
  bool EndObject(unsigned) { return leave(); }
  bool StartArray() { return enter({Token::Kind::kArray, {}}); }
  bool EndArray(unsigned) { return leave(); }
  bool Key(const char* text, unsigned size, bool);
  // Numbers come as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

  // Why the reader was stopped, or empty.
  std::string_view stop_reason() const { return stop_reason_; }

 private:
  struct Frame {
    const TypeTable* type;
    void* object;
    const FieldTable* field;    // message: where the next value goes, or nullptr to pass over it
    void* slot;                 // map: the same
    std::size_t next;           // message: the field that probably comes next; list: the index of the next element
    std::uint64_t seen;         // message: which of the first 64 fields, and behind them oneofs, have come
    std::size_t more_seen;      // message: where in more_seen_ the other bits begin
    std::size_t key, key_size;  // map: where in keys_ the key is
    int levels;                 // how deep messages nest here on the wire, where entries of maps are messages too
  };
  // An Any whose members are being read: the message that they make, and where it goes.
  struct OpenAny {
    const AnyType* type;
    void* message;
    const TypeTable* any;
    void* at;
    std::string type_url;
    int depth;  // frames around it
    bool has_type = false;
  };
  struct Anys {
    explicit Anys(std::string_view text) : types(text) {}
    AnyTypes types;
    std::vector<OpenAny> open;
  };
  // Where a value belongs: its type and, unless it is an element of a list, its address.
  struct Place {
    const TypeTable* type;
    void* at;
    Frame* list;
  };

  Frame* top() { return depth_ == 0 ? nullptr : &frames_[static_cast<std::size_t>(depth_ - 1)]; }
  bool stop(std::string_view reason) { return stop_reason_ = reason, false; }
  bool check_surrogates(std::string_view text);
  bool place(const Token& token, Place& out);
  bool is_unknown_name(const Token& token);
  bool value(const Token& token);
  bool enter(const Token& token);
  bool leave();
  bool enter_form(const Token& token, const Place& at);
  bool enter_any(const TypeTable& any, void* value);
  void leave_any();
  bool is_in_any() const { return anys_ != nullptr && !anys_->open.empty() && anys_->open.back().depth == depth_ - 1; }
  int levels() const { return depth_ == 0 ? 0 : frames_[static_cast<std::size_t>(depth_ - 1)].levels; }
  bool push(const TypeTable* type, void* object, int levels_between = 0);
  void key_of_message(Frame& frame, std::string_view name);
  void key_of_map(Frame& frame, std::string_view key);
  bool first_time(Frame& frame, std::size_t position);
  bool only_of_oneof(Frame& frame);
  void wrong_type(const TypeTable& type, const Token& token);
  void report(const Mismatch& why, std::string_view unknown_name = {});
  std::string path() const;

  const TypeTable* root_type_;
  void* message_;
  const FieldTable* root_field_;
  JsonOptions options_;
  DecodeIssues& issues_;
  int depth_ = 0;    // frames in use
  int skipped_ = 0;  // open objects and arrays of a value that is passed over
  bool has_escapes_ = true;
  const JsonSource& source_;
  std::unique_ptr<Anys> anys_;  // from the first one on
  std::string_view stop_reason_;
  std::vector<std::uint64_t> more_seen_;
  std::string keys_;
  std::array<Frame, kMaxJsonDepth> frames_;
};

inline bool JsonHandler::check_surrogates(std::string_view text) {
  if (!has_escapes_) return true;
  // Surrogates, and some good characters, begin with 0xED.
  for (std::size_t at = text.find('\xED'); at != text.npos; at = text.find('\xED', at + 1))
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) > 0x9F)
      return stop("a \\u escape is half of a surrogate pair");
  return true;
}

// False if the value is to be passed over, as is null for a field: it leaves the field unset.
inline bool JsonHandler::place(const Token& token, Place& out) {
  Frame* const frame = top();
  if (frame == nullptr && root_field_ == nullptr) {
    out = {root_type_, message_, nullptr};
  } else if (frame == nullptr) {
    if (token.kind == Token::Kind::kNull && !root_field_->type->takes_null) return false;
    out = {root_field_->type, root_field_->slot(*root_field_, message_), nullptr};
  } else if (frame->type->is_message()) {
    const FieldTable* const field = frame->field;
    if (field == nullptr || (token.kind == Token::Kind::kNull && !field->type->takes_null) || !only_of_oneof(*frame))
      return false;
    out = {field->type, field->slot(*field, frame->object), nullptr};
  } else if (frame->type->shape == Shape::kMap) {
    if (frame->slot == nullptr) return false;
    out = {frame->type->element, frame->slot, nullptr};
  } else {
    ++frame->next;
    out = {frame->type->element, nullptr, frame};
  }
  return true;
}

// Is it the name of an enum value that is not known? Where unknown fields are ignored these are too: the field is not
// set, the element or entry is not there.
inline bool JsonHandler::is_unknown_name(const Token& token) {
  if (skipped_ > 0) return true;
  Frame* const frame = top();
  const TypeTable* type = nullptr;
  if (frame == nullptr || frame->type->is_message()) {
    const FieldTable* const field = frame == nullptr ? root_field_ : frame->field;
    if (field != nullptr) type = field->type;
  } else {
    type = frame->type->element;
  }
  const bool is_name = type != nullptr && type->shape == Shape::kSingular && type->kind == Kind::kEnum;
  Mismatch why;
  if (!is_name || type->assign(*type, nullptr, token, why)) return false;
  if (frame != nullptr && frame->type->shape == Shape::kList) ++frame->next;
  if (frame != nullptr && frame->type->shape == Shape::kMap && frame->slot != nullptr)
    frame->type->remove(*frame->type, frame->object, std::string_view(keys_).substr(frame->key, frame->key_size));
  return true;
}

inline bool JsonHandler::value(const Token& token) {
  Place at{};
  if (skipped_ > 0 || !place(token, at)) return true;
  if (at.type->assign == nullptr) {
    wrong_type(*at.type, token);
    return true;
  }
  if (at.type->kind == Kind::kMessage && levels() >= kMaxJsonDepth)
    return stop("messages are nested deeper than 100 levels");
  Mismatch why;
  bool ok = false;
  if (at.list == nullptr) {
    ok = at.type->assign(*at.type, at.at, token, why);
  } else {
    const TypeTable& list = *at.list->type;
    ok = list.append != nullptr ? list.append(list, at.list->object, token, why)
                                : at.type->assign(*at.type, list.append_message(list, at.list->object), token, why);
  }
  if (!ok) report(why);
  return true;
}

inline bool JsonHandler::enter(const Token& token) {
  if (depth_ + skipped_ >= kMaxJsonDepth) return stop("objects and lists are nested deeper than 100 levels");
  Place at{};
  if (skipped_ > 0 || !place(token, at)) {
    ++skipped_;
    return true;
  }
  if (at.type->open != nullptr || at.type->any != nullptr) [[unlikely]]
    return enter_form(token, at);
  const bool is_list = at.type->shape == Shape::kList;
  const bool is_object = at.type->shape == Shape::kMap || (at.type->is_message() && at.type->assign == nullptr);
  if (token.kind == Token::Kind::kArray ? !is_list : !is_object) {
    wrong_type(*at.type, token);
    ++skipped_;
    return true;
  }
  return push(at.type, at.list != nullptr ? at.list->type->append_message(*at.list->type, at.list->object) : at.at);
}

// What is accepted must fit the wire, whose readers go as deep and no deeper.
inline bool JsonHandler::push(const TypeTable* type, void* object, int levels_between) {
  const int deep = levels() + levels_between + (type->shape == Shape::kList ? 0 : 1);
  if (deep > kMaxJsonDepth) return stop("messages are nested deeper than 100 levels");
  const std::size_t more = more_seen_.size();
  const std::size_t bits = type->field_count + type->oneof_count;
  if (bits > 64) more_seen_.resize(more + (bits - 1) / 64);
  frames_[static_cast<std::size_t>(depth_++)] = {type, object, nullptr, nullptr, 0, 0, more, keys_.size(), 0, deep};
  return true;
}

inline bool JsonHandler::leave() {
  if (skipped_ > 0) {
    --skipped_;
    return true;
  }
  if (is_in_any()) [[unlikely]]
    leave_any();
  const Frame& frame = *top();
  more_seen_.resize(frame.more_seen);
  keys_.resize(frame.key);
  --depth_;
  return true;
}

inline bool JsonHandler::Key(const char* text, unsigned size, bool) {
  if (!check_surrogates({text, size})) return false;
  if (skipped_ > 0) return true;
  Frame& frame = *top();
  if (frame.type->is_message())
    key_of_message(frame, {text, size});
  else
    key_of_map(frame, {text, size});
  return true;
}

inline void JsonHandler::key_of_message(Frame& frame, std::string_view name) {
  const TypeTable& type = *frame.type;
  const FieldTable* field = frame.next < type.field_count ? &type.fields[frame.next] : nullptr;
  // Most writers keep to the order of the fields, which saves the search.
  if (field == nullptr || (field->json_name != name && field->name != name)) field = find_field(type, name);
  frame.field = field;
  if (field != nullptr) {
    const auto index = static_cast<std::size_t>(field - type.fields);
    frame.next = index + 1;
    if (first_time(frame, index)) return;
    report({"is given twice", "duplicate_key"});
    frame.field = nullptr;
  } else if (name == "@type" && is_in_any()) {
    OpenAny& any = anys_->open.back();
    if (any.has_type) report({"is given twice", "duplicate_key"}, name);
    any.has_type = true;
  } else if (!options_.ignore_unknown && issues_.violations.size() < kMaxViolations) {
    report({unknown_field_words(type, name), "extra_forbidden"}, name);
  }
}

// `position` counts the fields, then the oneofs.
inline bool JsonHandler::first_time(Frame& frame, std::size_t position) {
  std::uint64_t& bits = position < 64 ? frame.seen : more_seen_[frame.more_seen + position / 64 - 1];
  const std::uint64_t bit = std::uint64_t{1} << (position % 64);
  if ((bits & bit) != 0) return false;
  bits |= bit;
  return true;
}

// A null for a member of a oneof says nothing, so it is the first value that counts, not the first name.
inline bool JsonHandler::only_of_oneof(Frame& frame) {
  const int oneof = frame.field->oneof;
  if (oneof < 0 || first_time(frame, frame.type->field_count + static_cast<std::size_t>(oneof))) return true;
  report({"cannot be set together with another member of its oneof", "oneof_conflict"});
  return false;
}

inline void JsonHandler::key_of_map(Frame& frame, std::string_view key) {
  keys_.resize(frame.key);
  keys_ += key;
  frame.key_size = key.size();
  Mismatch why;
  frame.slot = frame.type->insert(*frame.type, frame.object, key, why);
  if (frame.slot == nullptr) report(why);
}

inline void JsonHandler::wrong_type(const TypeTable& type, const Token& token) {
  Mismatch why;
  if (type.shape == Shape::kList)
    why.wrong_type("list_type", "a list", token);
  else if (type.shape == Shape::kMap)
    why.wrong_type("dict_type", "an object", token);
  else if (type.assign != nullptr)
    type.assign(type, nullptr, token, why);
  else if (type.open != nullptr && type.open(type, nullptr, Token::Kind::kArray).type != nullptr)
    why.wrong_type("list_type", "a list", token);
  else
    why.wrong_type("model_type", "an object", token);
  report(why);
}

inline void JsonHandler::report(const Mismatch& why, std::string_view unknown_name) {
  if (issues_.violations.size() >= kMaxViolations) return;
  std::string where = path();
  if (!unknown_name.empty()) append_name(where, unknown_name);
  add_violation(issues_.violations, std::move(where), why.message, why.type);
}

inline std::string JsonHandler::path() const {
  std::string text(root_field_ != nullptr ? root_field_->name : std::string_view());
  for (int i = 0; i < depth_; ++i) {
    const Frame& frame = frames_[static_cast<std::size_t>(i)];
    if (frame.type->shape == Shape::kList)
      append_index(text, frame.next - 1);
    else if (frame.type->shape == Shape::kMap)
      append_key(text, std::string_view(keys_).substr(frame.key, frame.key_size));
    else if (frame.field != nullptr)
      append_name(text, frame.field->name);
  }
  return text;
}

}  // namespace duet::detail
