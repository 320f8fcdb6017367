// What the contract says about a field, as plain data, so that the code that writes it is the same for all models.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "../model.hpp"

namespace duet::detail {

struct FieldSpec {
  std::string_view name, json_name;
  std::uint32_t number;
  Shape shape;
  Kind kind;              // of the value
  Kind key_kind;          // of a map
  std::string type_name;  // of a message or enum: ".items.v1.Item"
  std::string comment;
  bool required, output_only;
};

inline void append_sentence(std::string& to, std::string_view text) {
  if (text.empty()) return;
  if (!to.empty()) to += ' ';
  const std::size_t start = to.size();
  to += text;
  if (to[start] >= 'a' && to[start] <= 'z') to[start] = static_cast<char>(to[start] - 'a' + 'A');
  const char last = to.back();
  if (last != '.' && last != '!' && last != '?' && last != '\n') to += '.';
}

// The text of doc() and the rules in words: "Unit price in EUR. Must be > 0."
template <class F>
std::string field_comment() {
  std::string text;
  append_sentence(text, F::kDoc);
  if (F::kRequired) append_sentence(text, "required");
  if (F::kOutputOnly) append_sentence(text, "output only");
  const auto words = [&text](const auto& rule) {
    if constexpr (requires { rule.words(); }) append_sentence(text, rule.words());
  };
  std::apply([&](const auto&... rules) { (words(rules), ...); }, F::kData.rules);
  return text;
}

template <class F>
FieldSpec field_spec(std::string type_name) {
  return {F::kName,          F::kJsonName,         F::kNumber,         F::kShape,    F::kKind,
          map_key_kind<F>(), std::move(type_name), field_comment<F>(), F::kRequired, F::kOutputOnly};
}

}  // namespace duet::detail
