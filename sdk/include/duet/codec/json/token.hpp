// One value that is not an object or array, as it stands in JSON or in a URL, and how it becomes a value of a field.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "../../model/kind.hpp"
#include "../../model/nearest.hpp"
#include "../../model/utf8.hpp"
#include "base64.hpp"
#include "form.hpp"
#include "number.hpp"

namespace duet::detail {

struct Token {
  enum class Kind {
    kNull,
    kBool,
    kNumber,
    kString,
    kText,  // from a path or query, where a type cannot be told from the spelling
    kArray,
    kObject
  } kind;
  std::string_view text;
  bool flag = false;

  bool is_quoted() const { return kind == Kind::kString || kind == Kind::kText; }
};

inline std::string_view token_words(Token::Kind kind) {
  constexpr std::string_view words[] = {"null", "a boolean", "a number", "a string", "text", "a list", "an object"};
  return words[static_cast<int>(kind)];
}

// Why a value does not fit; the two texts of a Violation.
struct Mismatch {
  std::string message;
  std::string_view type;

  bool set(std::string_view violation_type, std::string text) {
    message = std::move(text);
    type = violation_type;
    return false;
  }
  bool wrong_type(std::string_view violation_type, std::string_view wanted, const Token& token) {
    return set(violation_type, "must be " + std::string(wanted) + ", not " + std::string(token_words(token.kind)));
  }
};

template <class Int>
bool assign_integer(Int& value, const Token& token, Mismatch& why) {
  if (!token.is_quoted() && token.kind != Token::Kind::kNumber) return why.wrong_type("int_type", "an integer", token);
  switch (parse_integer(token.text, value)) {
    case Parsed::kOk:
      return true;
    case Parsed::kMalformed:
      return why.set("int_parsing", "must be an integer");
    case Parsed::kFraction:
      return why.set("int_from_float", "must be an integer, without a fraction");
    case Parsed::kOutOfRange:
      break;
  }
  return why.set("int_out_of_range", "must be from " + std::to_string(std::numeric_limits<Int>::min()) + " to " +
                                         std::to_string(std::numeric_limits<Int>::max()));
}

template <class Float>
bool assign_float(Float& value, const Token& token, Mismatch& why) {
  if (!token.is_quoted() && token.kind != Token::Kind::kNumber) return why.wrong_type("float_type", "a number", token);
  if (token.is_quoted()) {
    const bool negative = token.text == "-Infinity";
    if (token.text == "NaN") return (value = std::numeric_limits<Float>::quiet_NaN()), true;
    if (negative || token.text == "Infinity") {
      value = negative ? -std::numeric_limits<Float>::infinity() : std::numeric_limits<Float>::infinity();
      return true;
    }
  }
  const Parsed parsed = parse_float(token.text, value);
  if (parsed == Parsed::kOk) return true;
  if (parsed == Parsed::kMalformed) return why.set("float_parsing", "must be a number");
  return why.set("float_out_of_range", sizeof(Float) == 4 ? "is too large for a 32 bit number" : "is too large");
}

inline bool assign_bool(bool& value, const Token& token, Mismatch& why) {
  if (token.kind == Token::Kind::kText) {
    value = token.text == "true";
    return value || token.text == "false" || why.set("bool_parsing", "must be true or false");
  }
  if (token.kind != Token::Kind::kBool) return why.wrong_type("bool_type", "true or false", token);
  value = token.flag;
  return true;
}

inline bool assign_string(std::string& value, const Token& token, Mismatch& why) {
  if (!token.is_quoted()) return why.wrong_type("string_type", "a string", token);
  // What comes from JSON has been checked with the whole text.
  if (token.kind == Token::Kind::kText && !is_utf8(token.text)) return why.set("string_unicode", "must be valid UTF-8");
  value.assign(token.text);
  return true;
}

inline bool assign_bytes(std::string& value, const Token& token, Mismatch& why) {
  if (!token.is_quoted()) return why.wrong_type("bytes_type", "a base64 string", token);
  return decode_base64(token.text, value) || why.set("bytes_invalid_encoding", "must be valid base64");
}

// The number of an enum value, by number or by one of the names in `known`.
inline bool assign_enum(std::int32_t& value, std::span<const EnumValue> known, const Token& token, Mismatch& why) {
  if (token.kind == Token::Kind::kNumber) return assign_integer(value, token, why);
  if (!token.is_quoted()) return why.wrong_type("enum", "the name or number of an enum value", token);
  for (const EnumValue& each : known) {
    if (each.name == token.text) return (value = each.number), true;
  }
  if (token.kind == Token::Kind::kText && parse_integer(token.text, value) == Parsed::kOk) return true;
  std::string names;
  Nearest nearest(token.text);
  for (const EnumValue& each : known) {
    nearest.offer(each.name);
    if (!names.empty()) names += ", ";
    names += each.name;
  }
  return why.set("enum", "must be one of " + names + nearest.hint());
}

template <class E>
bool assign_enum(E& value, const Token& token, Mismatch& why) {
  std::int32_t number = 0;
  if (!assign_enum(number, EnumInfo<E>::kData.values, token, why)) return false;
  value = static_cast<E>(number);
  return true;
}

// @pre V is a value type that is not a model, or has a form of its own as one value
template <class V>
bool assign_value(V& value, const Token& token, Mismatch& why) {
  if constexpr (HasScalarForm<V>)
    return JsonForm<V>::assign(value, token, why);
  else if constexpr (kKind<V> == Kind::kBool)
    return assign_bool(value, token, why);
  else if constexpr (is_integer(kKind<V>))
    return assign_integer(value, token, why);
  else if constexpr (is_number(kKind<V>))
    return assign_float(value, token, why);
  else if constexpr (kKind<V> == Kind::kString)
    return assign_string(value, token, why);
  else if constexpr (kKind<V> == Kind::kBytes)
    return assign_bytes(value.value, token, why);
  else
    return assign_enum(value, token, why);
}

}  // namespace duet::detail
