// One row of a table of keys: how a key of config.toml is called, what it takes, what it means, and which member of
// which struct it sets. The default is the one of the struct: a row shows it by looking at a default-constructed one.
#pragma once

#include <filesystem>
#include <functional>
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

  std::function<bool(const Node&, S&)> read;                        // false: not what is expected, nothing was set
  std::function<std::string(const S&)> show;                        // the value as TOML
  std::function<void(S&, const std::filesystem::path&)> resolve{};  // places a relative path in a folder
};

inline std::string show_string(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

template <class S>
Key<S> boolean(std::string_view name, bool S::*member, std::string_view doc) {
  return {.name = name,
          .expected = "true or false",
          .unit = {},
          .doc = doc,
          .read =
              [member](const Node& node, S& out) {
                const bool* value = node.as<bool>();
                if (value != nullptr) out.*member = *value;
                return value != nullptr;
              },
          .show = [member](const S& from) { return std::string(from.*member ? "true" : "false"); }};
}

// @pre T holds `max`.
template <class S, class T>
Key<S> integer(std::string_view name, T S::*member, T min, T max, std::string_view unit, std::string_view doc) {
  return {.name = name,
          .expected = "an integer from " + std::to_string(min) + " to " + std::to_string(max),
          .unit = unit,
          .doc = doc,
          .read =
              [member, min, max](const Node& node, S& out) {
                const std::int64_t* value = node.as<std::int64_t>();
                if (value == nullptr || std::cmp_less(*value, min) || std::cmp_greater(*value, max)) return false;
                out.*member = static_cast<T>(*value);
                return true;
              },
          .show = [member](const S& from) { return std::to_string(from.*member); }};
}

// `valid` decides, `expected` tells what it takes.
template <class S>
Key<S> text(std::string_view name, std::string S::*member, bool (*valid)(const std::string&), std::string expected,
            std::string_view doc) {
  return {.name = name,
          .expected = std::move(expected),
          .unit = {},
          .doc = doc,
          .read =
              [member, valid](const Node& node, S& out) {
                const std::string* value = node.as<std::string>();
                if (value == nullptr || !valid(*value)) return false;
                out.*member = *value;
                return true;
              },
          .show = [member](const S& from) { return show_string(from.*member); }};
}

template <class V>
using Words = std::vector<std::pair<std::string_view, V>>;

// One word of a few. @pre every value that the member can have has a word.
template <class S, class V>
Key<S> word(std::string_view name, V S::*member, Words<V> words, std::string_view doc) {
  std::string expected = words.size() > 1 ? "one of " : "";
  for (const auto& [spelling, value] : words) {
    if (spelling != words.front().first) expected += ", ";
    expected += show_string(spelling);
  }
  return {.name = name,
          .expected = std::move(expected),
          .unit = {},
          .doc = doc,
          .read =
              [member, words](const Node& node, S& out) {
                const std::string* given = node.as<std::string>();
                if (given == nullptr) return false;
                for (const auto& [spelling, value] : words) {
                  if (*given != spelling) continue;
                  out.*member = value;
                  return true;
                }
                return false;
              },
          .show =
              [member, words](const S& from) {
                std::size_t i = 0;
                while (words[i].second != from.*member) ++i;
                return show_string(words[i].first);
              }};
}

template <class S>
Key<S> duration(std::string_view name, std::chrono::milliseconds S::*member, std::chrono::milliseconds min,
                std::chrono::milliseconds max, std::string_view doc) {
  return {.name = name,
          .expected = "a duration such as \"30s\", from " + show_duration(min) + " to " + show_duration(max),
          .unit = "ms, s, m or h",
          .doc = doc,
          .read =
              [member, min, max](const Node& node, S& out) {
                const std::string* given = node.as<std::string>();
                const auto value = given == nullptr ? std::nullopt : parse_duration(*given);
                if (!value || *value < min || *value > max) return false;
                out.*member = *value;
                return true;
              },
          .show = [member](const S& from) { return show_string(show_duration(from.*member)); }};
}

template <class S>
Key<S> size(std::string_view name, std::uint64_t S::*member, std::uint64_t min, std::uint64_t max,
            std::string_view doc) {
  return {.name = name,
          .expected = "a size such as \"64KiB\" or a number of bytes, from " + show_size(min) + " to " + show_size(max),
          .unit = "B, KiB, MiB or GiB",
          .doc = doc,
          .read =
              [member, min, max](const Node& node, S& out) {
                std::optional<std::uint64_t> value;
                if (const auto* words = node.as<std::string>()) value = parse_size(*words);
                if (const auto* number = node.as<std::int64_t>(); number != nullptr && *number >= 0) value = *number;
                if (!value || *value < min || *value > max) return false;
                out.*member = *value;
                return true;
              },
          .show = [member](const S& from) { return show_string(show_size(from.*member)); }};
}

// A path as it stands.
template <class S>
Key<S> path(std::string_view name, std::filesystem::path S::*member, bool may_be_empty, std::string_view doc) {
  return {.name = name,
          .expected = may_be_empty ? "a path, or \"\"" : "a path",
          .unit = {},
          .doc = doc,
          .read =
              [member, may_be_empty](const Node& node, S& out) {
                const std::string* value = node.as<std::string>();
                if (value == nullptr || (value->empty() && !may_be_empty)) return false;
                if (value->find('\0') != std::string::npos) return false;
                out.*member = *value;
                return true;
              },
          .show = [member](const S& from) { return show_string((from.*member).string()); }};
}

// A path that, when it is relative, counts from the folder of config.toml.
template <class S>
Key<S> folder(std::string_view name, std::filesystem::path S::*member, std::string_view doc) {
  Key<S> key = path(name, member, false, doc);
  key.resolve = [member](S& out, const std::filesystem::path& base) {
    out.*member = (base / (out.*member)).lexically_normal();
  };
  return key;
}

template <class S>
Key<S> strings(std::string_view name, std::vector<std::string> S::*member, std::string_view doc) {
  return {.name = name,
          .expected = "a list of strings",
          .unit = {},
          .doc = doc,
          .read =
              [member](const Node& node, S& out) {
                const Array* items = node.as<Array>();
                if (items == nullptr) return false;
                std::vector<std::string> values;
                for (const Node& item : *items) {
                  const std::string* value = item.as<std::string>();
                  if (value == nullptr) return false;
                  values.push_back(*value);
                }
                out.*member = std::move(values);
                return true;
              },
          .show =
              [member](const S& from) {
                std::string list;
                for (const std::string& value : from.*member) list += (list.empty() ? "" : ", ") + show_string(value);
                return "[" + list + "]";
              }};
}

}  // namespace duet::config
