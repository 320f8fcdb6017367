// Rules for text: lengths, pattern, prefix, suffix, contains, not_contains. Lengths are in code points, of duet::Bytes
// in bytes. On a list or map they hold for each value in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "../model/bytes.hpp"
#include "../model/utf8.hpp"
#include "subject.hpp"
#include "words.hpp"

namespace duet {
namespace detail {

inline std::string_view view_of(const std::string& text) { return text; }
inline std::string_view view_of(const Bytes& bytes) { return bytes.view(); }

struct Length {
  static constexpr For kFor = For::kLength;
  std::size_t min, max;
  constexpr unsigned aspects() const {
    return (min != 0 ? kSettlesMinLength : 0U) | (max != kNoMax ? kSettlesMaxLength : 0U);
  }
  std::string words(Kind kind) const {
    return "must have " + count_words(min, max, kind == Kind::kBytes ? "byte" : "character");
  }
  const char* broken(const std::string& value) const {
    const std::size_t n = code_points(value);
    return n < min ? "string_too_short" : n > max ? "string_too_long" : nullptr;
  }
  const char* broken(const Bytes& value) const {
    return value.size() < min ? "bytes_too_short" : value.size() > max ? "bytes_too_long" : nullptr;
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.length(min, max);
  }
};

struct ByteLength {
  static constexpr For kFor = For::kText;
  std::size_t min, max;
  constexpr unsigned aspects() const {
    return (min != 0 ? kSettlesMinBytes : 0U) | (max != kNoMax ? kSettlesMaxBytes : 0U);
  }
  std::string words(Kind) const { return "must have " + count_words(min, max, "byte") + " of UTF-8"; }
  const char* broken(const std::string& value) const {
    return value.size() < min ? "string_too_short" : value.size() > max ? "string_too_long" : nullptr;
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.byte_length(min, max);
  }
};

// Checked by the host's engine: see rules/pattern_engine.hpp.
struct Pattern {
  static constexpr For kFor = For::kText;
  std::string_view text;
  constexpr unsigned aspects() const { return kSettlesPattern; }
  std::string words(Kind) const { return "must match the pattern " + std::string(text); }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.pattern(text);
  }
};

struct Prefix {
  static constexpr For kFor = For::kAffix;
  std::string_view text;
  constexpr unsigned aspects() const { return kSettlesPrefix; }
  std::string words(Kind) const { return "must start with " + quoted(text); }
  template <class V>
  const char* broken(const V& value) const {
    return view_of(value).starts_with(text) ? nullptr : "prefix_mismatch";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.prefix(text);
  }
};

struct Suffix {
  static constexpr For kFor = For::kAffix;
  std::string_view text;
  constexpr unsigned aspects() const { return kSettlesSuffix; }
  std::string words(Kind) const { return "must end with " + quoted(text); }
  template <class V>
  const char* broken(const V& value) const {
    return view_of(value).ends_with(text) ? nullptr : "suffix_mismatch";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.suffix(text);
  }
};

struct Contains {
  static constexpr For kFor = For::kAffix;
  std::string_view text;
  constexpr unsigned aspects() const { return kSettlesContains; }
  std::string words(Kind) const { return "must contain " + quoted(text); }
  template <class V>
  const char* broken(const V& value) const {
    return view_of(value).find(text) != std::string_view::npos ? nullptr : "contains_mismatch";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.contains(text);
  }
};

struct NotContains {
  static constexpr For kFor = For::kText;
  std::string_view text;
  constexpr unsigned aspects() const { return kSettlesNotContains; }
  std::string words(Kind) const { return "must not contain " + quoted(text); }
  const char* broken(const std::string& value) const {
    return value.find(text) == std::string::npos ? nullptr : "contains_forbidden";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.not_contains(text);
  }
};

}  // namespace detail

// Of strings in code points, of duet::Bytes in bytes. A max below its min is refused where the rule is used.
constexpr detail::Length length(std::size_t min, std::size_t max) { return {min, max}; }
constexpr detail::Length min_length(std::size_t min) { return {min, detail::kNoMax}; }
constexpr detail::Length max_length(std::size_t max) { return {0, max}; }
// Of strings: the size in UTF-8, where a database column, say, bounds it.
constexpr detail::ByteLength byte_length(std::size_t min, std::size_t max) { return {min, max}; }
constexpr detail::ByteLength min_byte_length(std::size_t min) { return {min, detail::kNoMax}; }
constexpr detail::ByteLength max_byte_length(std::size_t max) { return {0, max}; }

// A regular expression in RE2's syntax (https://github.com/google/re2/wiki/Syntax) that must match somewhere in the
// text: anchor it with ^ and $ to match the whole.
constexpr detail::Pattern pattern(std::string_view text) { return {text}; }

// Of strings and bytes, byte for byte.
constexpr detail::Prefix prefix(std::string_view text) { return {text}; }
constexpr detail::Suffix suffix(std::string_view text) { return {text}; }
constexpr detail::Contains contains(std::string_view text) { return {text}; }
// Of strings.
constexpr detail::NotContains not_contains(std::string_view text) { return {text}; }

}  // namespace duet
