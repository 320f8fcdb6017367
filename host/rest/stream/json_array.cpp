#include "rest/stream/json_array.hpp"

#include <algorithm>
#include <utility>

#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/stream/ndjson.hpp"

namespace duet::rest {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

}  // namespace

bool JsonArrayReader::read(std::string_view content, std::vector<std::string>& messages, core::Failure& failure) {
  while (!content.empty()) {
    // Most of a stream is the inside of elements: taken in runs up to the next character that means something.
    std::string_view marks;
    if (state_ == State::kNested) marks = "\"[]{}";
    if (state_ == State::kText || state_ == State::kNestedText) marks = "\"\\";
    if (!marks.empty() && !escaped_) {
      const std::size_t run = std::min(content.find_first_of(marks), content.size());
      if (!add(content.substr(0, run), failure)) return false;
      content.remove_prefix(run);
      if (content.empty()) return true;
    }
    if (!step(content.front(), messages, failure)) return false;
    content.remove_prefix(1);
  }
  return true;
}

bool JsonArrayReader::finish(std::vector<std::string>& /*messages*/, core::Failure& failure) {
  if (state_ == State::kEnd) return true;
  return fail(failure, state_ == State::kStart ? "the body has no '['" : "the body ends before the array does");
}

bool JsonArrayReader::step(char c, std::vector<std::string>& messages, core::Failure& failure) {
  switch (state_) {
    case State::kStart:
      if (is_blank(c)) return true;
      if (c != '[') return fail(failure, "the body must begin with '['");
      state_ = State::kFirst;
      return true;
    case State::kFirst:
    case State::kElement:
      if (is_blank(c)) return true;
      if (c == ']' && state_ == State::kFirst) {
        state_ = State::kEnd;
        return true;
      }
      return begin_element(c, failure);
    case State::kScalar:
      if (!is_blank(c) && c != ',' && c != ']') return add({&c, 1}, failure);
      end_element(messages);
      return step(c, messages, failure);
    case State::kText:
    case State::kNestedText:
      if (!add({&c, 1}, failure)) return false;
      if (std::exchange(escaped_, !escaped_ && c == '\\') || c != '"') return true;
      if (state_ == State::kText) {
        end_element(messages);
      } else {
        state_ = State::kNested;
      }
      return true;
    case State::kNested:
      if (!nest(c, failure)) return false;
      if (depth_ == 0) end_element(messages);
      return true;
    case State::kAfterElement:
      if (is_blank(c)) return true;
      if (c != ',' && c != ']') return fail(failure, "',' or ']' must follow the one before it");
      state_ = c == ',' ? State::kElement : State::kEnd;
      return true;
    case State::kEnd:
      return is_blank(c) || fail(failure, "something follows the array");
  }
  return false;
}

bool JsonArrayReader::begin_element(char c, core::Failure& failure) {
  if (c == ',' || c == ']' || c == '}' || c == ':') return fail(failure, "an element is missing");
  if (c == '{' || c == '[') {
    state_ = State::kNested;
    return nest(c, failure);
  }
  state_ = c == '"' ? State::kText : State::kScalar;
  return add({&c, 1}, failure);
}

bool JsonArrayReader::nest(char c, core::Failure& failure) {
  if (c == '"') state_ = State::kNestedText;
  if ((c == '{' || c == '[') && ++depth_ > kMostDepth) {
    return fail(failure, "it is nested deeper than " + std::to_string(kMostDepth) + " levels");
  }
  if (c == '}' || c == ']') --depth_;
  return add({&c, 1}, failure);
}

bool JsonArrayReader::add(std::string_view part, core::Failure& failure) {
  if (part.size() > limit_ - element_.size()) {
    failure = message_too_large(limit_);
    return false;
  }
  element_.append(part);
  return true;
}

void JsonArrayReader::end_element(std::vector<std::string>& messages) {
  messages.push_back(std::exchange(element_, {}));
  ++number_;
  state_ = State::kAfterElement;
}

bool JsonArrayReader::fail(core::Failure& failure, std::string_view what) const {
  failure = {core::kInvalidArgument, "the request body is no JSON array: ", 400};
  if (state_ != State::kStart && state_ != State::kEnd) {
    failure.message.append("element ").append(std::to_string(number_ + 1)).append(": ");
  }
  failure.message.append(what);
  return false;
}

void JsonArrayWriter::begin(std::string& out) { out.push_back('['); }

void JsonArrayWriter::message(std::string& out, std::span<const duet_slice> message, bool /*compress*/) {
  if (std::exchange(any_, true)) out.push_back(',');
  for (const duet_slice& piece : message) out.append(core::view(piece));
}

void JsonArrayWriter::end(std::string& out, const core::Call& call, const duet_reply& reply) {
  if (reply.code != core::kOk) {
    if (any_) out.push_back(',');
    out.append(error_object(call, reply));
  }
  out.push_back(']');
}

bool JsonArrayWriter::heartbeat(std::string& out, bool /*asking*/) {
  out.push_back('\n');
  return true;
}

}  // namespace duet::rest
