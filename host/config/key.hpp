// One row of a table of keys: how a key of config.toml is called, what it takes, what it means, and which member of
// which struct it sets. The default is the one of the struct: a row shows it by looking at a default-constructed one.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_text.hpp"
#include "config/toml_tree.hpp"
#include "config/units.hpp"

namespace duet::config {

// S is the struct that the table of config.toml fills.
template <class S>
struct Key {
  std::string_view name;
  std::string expected;   // completes "expected ...": an integer from 0 to 65535
  std::string_view unit;  // what a number counts, or empty
  std::string_view doc;   // one line for the admin
  bool required = false;

  std::function<const Node*(const Node&, S&)> read;  // null; or what in it is not as expected, and nothing was set
  std::function<std::string(const S&)> show;         // the value as TOML; empty where there is none
  std::function<void(S&, const std::filesystem::path&)> resolve{};  // places a relative path in a folder
};

// A Key::read that sets the member to what `parse` makes of a value: nothing for a value that it does not take.
template <class S, class T, class Parse>
auto read_by(T S::*member, Parse parse) {
  return [member, parse = std::move(parse)](const Node& node, S& out) -> const Node* {
    auto value = parse(node);
    if (!value) return &node;
    out.*member = std::move(*value);
    return nullptr;
  };
}

// The value as a T, or nothing.
template <class T>
std::optional<T> parse_as(const Node& node) {
  const T* value = node.as<T>();
  return value == nullptr ? std::nullopt : std::optional<T>(*value);
}

inline std::string show_string(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

// A row of the table that is a part of S, as a row of S's own table.
template <class S, class Part>
Key<S> of_part(const Key<Part>& key, Part S::*part) {
  Key<S> row{.name = key.name,
             .expected = key.expected,
             .unit = key.unit,
             .doc = key.doc,
             .required = key.required,
             .read = [read = key.read, part](const Node& node, S& out) { return read(node, out.*part); },
             .show = [show = key.show, part](const S& from) { return show(from.*part); }};
  if (key.resolve) {
    row.resolve = [resolve = key.resolve, part](S& out, const std::filesystem::path& base) {
      resolve(out.*part, base);
    };
  }
  return row;
}

template <class S>
Key<S> boolean(std::string_view name, bool S::*member, std::string_view doc) {
  return {.name = name,
          .expected = "true or false",
          .unit = {},
          .doc = doc,
          .read = read_by(member, parse_as<bool>),
          .show = [member](const S& from) { return std::string(from.*member ? "true" : "false"); }};
}

// One that may be left open: then something else decides.
template <class S>
Key<S> boolean(std::string_view name, std::optional<bool> S::*member, std::string_view doc) {
  return {.name = name,
          .expected = "true or false",
          .unit = {},
          .doc = doc,
          .read = read_by(member, parse_as<bool>),
          .show = [member](const S& from) {
            const std::optional<bool>& value = from.*member;
            return std::string(!value ? "" : *value ? "true" : "false");
          }};
}

// @pre T holds `max`.
template <class S, class T>
Key<S> integer(std::string_view name, T S::*member, T min, T max, std::string_view unit, std::string_view doc) {
  const auto parse = [min, max](const Node& node) -> std::optional<T> {
    const std::int64_t* value = node.as<std::int64_t>();
    if (value == nullptr || std::cmp_less(*value, min) || std::cmp_greater(*value, max)) return std::nullopt;
    return static_cast<T>(*value);
  };
  return {.name = name,
          .expected = "an integer from " + std::to_string(min) + " to " + std::to_string(max),
          .unit = unit,
          .doc = doc,
          .read = read_by(member, parse),
          .show = [member](const S& from) { return std::to_string(from.*member); }};
}

// `valid` decides, `expected` tells what it takes.
template <class S>
Key<S> text(std::string_view name, std::string S::*member, bool (*valid)(const std::string&), std::string_view expected,
            std::string_view doc) {
  const auto parse = [valid](const Node& node) {
    auto value = parse_as<std::string>(node);
    return value && valid(*value) ? value : std::nullopt;
  };
  return {.name = name,
          .expected = std::string(expected),
          .unit = {},
          .doc = doc,
          .read = read_by(member, parse),
          .show = [member](const S& from) { return show_string(from.*member); }};
}

template <class S>
Key<S> duration(std::string_view name, std::chrono::milliseconds S::*member, std::chrono::milliseconds min,
                std::chrono::milliseconds max, std::string_view doc) {
  const auto parse = [min, max](const Node& node) {
    const std::string* given = node.as<std::string>();
    const auto value = given == nullptr ? std::nullopt : parse_duration(*given);
    return value && *value >= min && *value <= max ? value : std::nullopt;
  };
  return {.name = name,
          .expected = "a duration such as \"30s\", from " + show_duration(min) + " to " + show_duration(max),
          .unit = "ms, s, m or h",
          .doc = doc,
          .read = read_by(member, parse),
          .show = [member](const S& from) { return show_string(show_duration(from.*member)); }};
}

template <class S>
Key<S> size(std::string_view name, std::uint64_t S::*member, std::uint64_t min, std::uint64_t max,
            std::string_view doc) {
  const auto parse = [min, max](const Node& node) {
    std::optional<std::uint64_t> value;
    if (const auto* words = node.as<std::string>()) value = parse_size(*words);
    if (const auto* number = node.as<std::int64_t>(); number != nullptr && *number >= 0) value = *number;
    return value && *value >= min && *value <= max ? value : std::nullopt;
  };
  return {.name = name,
          .expected = "a size such as \"64KiB\" or a number of bytes, from " + show_size(min) + " to " + show_size(max),
          .unit = "B, KiB, MiB or GiB",
          .doc = doc,
          .read = read_by(member, parse),
          .show = [member](const S& from) { return show_string(show_size(from.*member)); }};
}

// The permissions of a file as chmod writes them: "0660".
template <class S>
Key<S> file_mode(std::string_view name, std::uint32_t S::*member, std::string_view doc) {
  const auto parse = [](const Node& node) {
    const std::string* given = node.as<std::string>();
    return given == nullptr ? std::nullopt : parse_file_mode(*given);
  };
  return {.name = name,
          .expected = "permissions in octal such as \"0660\"",
          .unit = {},
          .doc = doc,
          .read = read_by(member, parse),
          .show = [member](const S& from) { return show_string(show_file_mode(from.*member)); }};
}

}  // namespace duet::config
