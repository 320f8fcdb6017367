// Reading and writing one message as JSON, for the tests of forms.
#pragma once

#include <doctest/doctest.h>

#include <duet/codec/json.hpp>
#include <string>
#include <string_view>

namespace wkt {

template <class T>
T decoded(std::string_view text, duet::JsonOptions options = {}) {
  T value{};
  duet::DecodeIssues issues;
  const bool ok = duet::decode_json(text, value, options, issues);
  INFO(std::string(text), " ", issues.malformed, issues.violations.empty() ? "" : issues.violations[0].message);
  REQUIRE(ok);
  return value;
}

template <class T>
std::string encoded(const T& value, duet::JsonOptions options = {}) {
  std::string text;
  duet::EncodeError error;
  const bool ok = duet::encode_json(value, text, options, &error);
  INFO(error.message());
  REQUIRE(ok);
  return text;
}

// Everything that does not fit, as "field: message (type)", a line each.
template <class T>
std::string refused(std::string_view text, duet::JsonOptions options = {}) {
  T value{};
  duet::DecodeIssues issues;
  INFO(std::string(text));
  CHECK_FALSE(duet::decode_json(text, value, options, issues));
  std::string lines = issues.malformed;
  for (const duet::Violation& one : issues.violations) {
    if (!lines.empty()) lines += "\n";
    lines += one.field + ": " + one.message + " (" + one.type + ")";
  }
  return lines;
}

template <class T>
std::string unwritable(const T& value) {
  std::string text = "kept";
  duet::EncodeError error;
  CHECK_FALSE(duet::encode_json(value, text, {}, &error));
  CHECK(text == "kept");
  return error.message();
}

}  // namespace wkt
