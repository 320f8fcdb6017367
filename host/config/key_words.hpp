// Rows for keys that take one or several words of a few.
#pragma once

#include <algorithm>

#include "config/key.hpp"

namespace duet::config {

template <class V>
using Words = std::vector<std::pair<std::string_view, V>>;

// "a", "b", "c"
template <class V>
std::string list_words(const Words<V>& words) {
  std::string list;
  for (const auto& [spelling, value] : words) list += (list.empty() ? "" : ", ") + show_string(spelling);
  return list;
}

template <class V>
std::optional<V> find_word(const Words<V>& words, const Node& node) {
  const std::string* given = node.as<std::string>();
  for (const auto& [spelling, value] : words) {
    if (given != nullptr && *given == spelling) return value;
  }
  return std::nullopt;
}

// @pre `value` has a word.
template <class V>
std::string show_word(const Words<V>& words, const V& value) {
  const auto same = [&value](const auto& word) { return word.second == value; };
  return show_string(std::find_if(words.begin(), words.end(), same)->first);
}

// One of them. @pre every value that the member can have has a word.
template <class S, class V>
Key<S> word(std::string_view name, V S::*member, Words<V> words, std::string_view doc) {
  return {.name = name,
          .expected = (words.size() > 1 ? "one of " : "") + list_words(words),
          .unit = {},
          .doc = doc,
          .read = read_by(member, [words](const Node& node) { return find_word(words, node); }),
          .show = [member, words](const S& from) { return show_word(words, from.*member); }};
}

// Several, in an order that matters, each at most once. @pre every value that the member can hold has a word.
template <class S, class V>
Key<S> word_list(std::string_view name, std::vector<V> S::*member, Words<V> words, std::string_view doc) {
  return {.name = name,
          .expected = "a list of " + list_words(words) + ", each at most once",
          .unit = {},
          .doc = doc,
          .read = [member, words](const Node& node, S& out) -> const Node* {
            const Array* items = node.as<Array>();
            if (items == nullptr) return &node;
            std::vector<V> values;
            for (const Node& item : *items) {
              const auto value = find_word(words, item);
              if (!value || std::find(values.begin(), values.end(), *value) != values.end()) return &item;
              values.push_back(*value);
            }
            out.*member = std::move(values);
            return nullptr;
          },
          .show =
              [member, words](const S& from) {
                std::string list;
                for (const V& value : from.*member) list += (list.empty() ? "" : ", ") + show_word(words, value);
                return "[" + list + "]";
              }};
}

// Any texts that `valid` takes; `expected` completes "a list of ...".
template <class S>
Key<S> text_list(std::string_view name, std::vector<std::string> S::*member, bool (*valid)(const std::string&),
                 std::string_view expected, std::string_view doc) {
  return {.name = name,
          .expected = "a list of " + std::string(expected),
          .unit = {},
          .doc = doc,
          .read = [member, valid](const Node& node, S& out) -> const Node* {
            const Array* items = node.as<Array>();
            if (items == nullptr) return &node;
            std::vector<std::string> values;
            for (const Node& item : *items) {
              const std::string* value = item.as<std::string>();
              if (value == nullptr || !valid(*value)) return &item;
              values.push_back(*value);
            }
            out.*member = std::move(values);
            return nullptr;
          },
          .show =
              [member](const S& from) {
                std::string list;
                for (const std::string& value : from.*member) list += (list.empty() ? "" : ", ") + show_string(value);
                return "[" + list + "]";
              }};
}

}  // namespace duet::config
