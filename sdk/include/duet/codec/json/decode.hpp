// decode_json(): text in the proto3 JSON mapping (https://protobuf.dev/programming-guides/json), read into a model.
#pragma once

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "../../model.hpp"
#include "handler_forms.hpp"
#include "text_copy.hpp"

namespace duet {
namespace detail {

inline std::string at_line_and_column(std::string_view text, std::size_t offset, std::string_view reason) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t column = before.size() - (before.rfind('\n') + 1);
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1) + ": " + std::string(reason);
}

// The text with "0.00" in place of each number that has room for it, because RapidJSON stops at numbers that a double
// cannot hold, even where no double is wanted.
inline std::string tame_numbers(std::string_view text) {
  std::string tamed(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i)
        if (text[i] == '\\') ++i;
      continue;
    }
    const std::size_t end = std::min(text.find_first_not_of("+-.eE0123456789", i), text.size());
    NumberParts parts;
    if (end - i > 2 && split_number(text.substr(i, end - i), parts)) {
      tamed.replace(i, end - i, end - i, '0');
      tamed[i + 1] = '.';
    }
    if (end > i) i = end - 1;
  }
  return tamed;
}

// The one reader of all models. `numbers` is null, or the text as it came if `text` has been tamed.
inline rapidjson::ParseResult parse_json(std::string_view text, const char* numbers, const TypeTable& type,
                                         void* message, const FieldTable* field, JsonOptions options,
                                         DecodeIssues& issues) {
  JsonText copy(text);
  rapidjson::InsituStringStream stream(copy.data());
  const JsonSource source{text, stream, numbers};
  JsonHandler handler(type, message, field, options, issues, source);
  rapidjson::Reader reader;
  constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  const auto result = reader.Parse<flags>(stream, handler);
  if (result.IsError()) {
    const std::string_view reason =
        !handler.stop_reason().empty() ? handler.stop_reason() : std::string_view(GetParseError_En(result.Code()));
    issues.malformed = at_line_and_column(text, std::min(result.Offset(), text.size()), reason);
  } else if (stream.Tell() != text.size()) {
    // RapidJSON takes a NUL for the end of the text.
    issues.malformed = at_line_and_column(text, stream.Tell(), "Invalid value.");
  }
  return result;
}

// For a model that is known by its tables: `message` is what `type` is of, `field` is null or one of its fields. A text
// may have to be read twice: start_again() then makes the message as it was.
template <class StartAgain>
bool read_json(std::string_view text, const TypeTable& type, void* message, const FieldTable* field,
               JsonOptions options, DecodeIssues& issues, StartAgain&& start_again) {
  const std::size_t valid = utf8_valid_prefix(text);
  if (valid != text.size()) {
    issues.malformed = at_line_and_column(text, valid, "invalid UTF-8");
    return false;
  }
  const auto result = parse_json(text, nullptr, type, message, field, options, issues);
  if (result.Code() == rapidjson::kParseErrorNumberTooBig) [[unlikely]] {
    issues = {};
    start_again();
    parse_json(tame_numbers(text), text.data(), type, message, field, options, issues);
  }
  if (!issues.malformed.empty()) issues.violations.clear();
  return issues.ok();
}

}  // namespace detail

// Reads `text` into `out`, which should be fresh. True if all of it fits; else `issues` says that the text is not JSON,
// or lists all that does not fit (at most kMaxViolations), and `out` holds the rest. Rules are not checked here: see
// validate(). Fields are known by JSON name and by proto name. Refused: unknown fields (unless ignored), duplicates in
// either spelling, two members of a oneof, null but for a field or where it is a value, more than 100 levels, what is
// not UTF-8.
template <Model T>
bool decode_json(std::string_view text, T& out, JsonOptions options, DecodeIssues& issues) {
  return detail::read_json(text, detail::TableOf<T>::kTable, &out, nullptr, options, issues, [&out] { out = T{}; });
}

// The same for a text that is the value of one field of `out`, of any type (google.api.http `body: "field"`). `field`
// is a proto or JSON name; an unknown one is a violation. A null leaves the field unset.
template <Model T>
bool decode_json_field(std::string_view text, std::string_view field, T& out, JsonOptions options,
                       DecodeIssues& issues) {
  const detail::TypeTable& type = detail::TableOf<T>::kTable;
  const detail::FieldTable* const found = detail::find_field(type, field);
  if (found != nullptr) return detail::read_json(text, type, &out, found, options, issues, [&out] { out = T{}; });
  detail::add_violation(issues.violations, std::string(field), detail::unknown_field_words(type, field),
                        "extra_forbidden");
  return false;
}

}  // namespace duet
