// decode_json(): text in the proto3 JSON mapping (https://protobuf.dev/programming-guides/json), read into a model.
#pragma once

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "../../model.hpp"
#include "handler.hpp"

namespace duet {
namespace detail {

// A copy of the text that the reader may write to: it decodes strings where they stand, which is faster than copying
// each.
class JsonText {
 public:
  explicit JsonText(std::string_view text) {
    if (text.size() >= few_.size()) many_.reset(new char[text.size() + 1]);
    text.copy(data(), text.size());
    data()[text.size()] = '\0';
  }
  char* data() { return many_ != nullptr ? many_.get() : few_.data(); }

 private:
  std::array<char, 1024> few_;
  std::unique_ptr<char[]> many_;
};

inline std::string at_line_and_column(std::string_view text, std::size_t offset, std::string_view reason) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t column = before.size() - (before.rfind('\n') + 1);
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1) + ": " + std::string(reason);
}

// The one reader of all models.
inline bool read_json(std::string_view text, const TypeTable& type, void* message, const FieldTable* field,
                      JsonOptions options, DecodeIssues& issues) {
  const std::size_t valid = utf8_valid_prefix(text);
  if (valid != text.size()) {
    issues.malformed = at_line_and_column(text, valid, "invalid UTF-8");
    return false;
  }
  JsonHandler handler(type, message, field, options, issues);
  // Only an escape can make half of a surrogate pair out of valid UTF-8.
  handler.look_for_surrogates(text.find('\\') != text.npos);
  JsonText copy(text);
  rapidjson::InsituStringStream stream(copy.data());
  rapidjson::Reader reader;
  constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  const auto result = reader.Parse<flags>(stream, handler);
  if (result.IsError()) {
    if (result.Code() == rapidjson::kParseErrorNumberTooBig) {
      handler.huge_number();
      issues.stopped = true;
      return false;
    }
    const std::string_view reason =
        !handler.stop_reason().empty() ? handler.stop_reason() : std::string_view(GetParseError_En(result.Code()));
    issues.malformed = at_line_and_column(text, std::min(result.Offset(), text.size()), reason);
  } else if (stream.Tell() != text.size()) {
    // RapidJSON takes a NUL for the end of the text.
    issues.malformed = at_line_and_column(text, stream.Tell(), "Invalid value.");
  }
  if (!issues.malformed.empty()) issues.violations.clear();
  return issues.ok();
}

}  // namespace detail

// Reads `text` into `out`, which should be fresh. True if all of it fits; else `issues` says that the text is not JSON,
// or lists all that does not fit (at most kMaxViolations; a number beyond 1e308 ends the list), and `out` holds the
// rest. Rules are not checked here: see validate(). Fields are known by JSON name and by proto name. Refused: unknown
// fields (unless ignored), duplicates in either spelling, null but for a field, more than 100 levels, what is not
// UTF-8.
template <Model T>
bool decode_json(std::string_view text, T& out, JsonOptions options, DecodeIssues& issues) {
  return detail::read_json(text, detail::TableOf<T>::kTable, &out, nullptr, options, issues);
}

// The same for a text that is the value of one field of `out`, of any type (google.api.http `body: "field"`). `field`
// is a proto or JSON name; an unknown one is a violation. A null leaves the field unset.
template <Model T>
bool decode_json_field(std::string_view text, std::string_view field, T& out, JsonOptions options,
                       DecodeIssues& issues) {
  const detail::TypeTable& type = detail::TableOf<T>::kTable;
  const detail::FieldTable* const found = detail::find_field(type, field);
  if (found != nullptr) return detail::read_json(text, type, &out, found, options, issues);
  detail::add_violation(issues.violations, std::string(field), detail::unknown_field_words(type, field),
                        "extra_forbidden");
  return false;
}

}  // namespace duet
