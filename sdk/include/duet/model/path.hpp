// Where a value is within a message. The steps are linked through the stack, and become text only for a violation.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace duet::detail {

inline void append_name(std::string& to, std::string_view name) {
  if (!to.empty()) to += '.';
  to += name;
}
inline void append_index(std::string& to, std::size_t index) { to += '[' + std::to_string(index) + ']'; }
inline void append_key(std::string& to, std::string_view key) {
  to += "[\"";
  for (const char c : key) {
    if (c == '"' || c == '\\') to += '\\';
    to += c;
  }
  to += "\"]";
}

template <class Key>
std::string key_text(const Key& key) {
  if constexpr (std::is_same_v<Key, std::string>)
    return key;
  else if constexpr (std::is_same_v<Key, bool>)
    return key ? "true" : "false";
  else
    return std::to_string(key);
}

struct Path {
  const Path* parent = nullptr;
  std::string_view name;                      // a field ...
  std::size_t index = 0;                      // ... or an element of a list ...
  std::string (*key)(const void*) = nullptr;  // ... or an entry of a map, with its key
  const void* key_value = nullptr;
  enum class Step { kRoot, kField, kIndex, kKey } step = Step::kRoot;

  Path field(std::string_view field_name) const { return {this, field_name, 0, nullptr, nullptr, Step::kField}; }
  Path element(std::size_t i) const { return {this, {}, i, nullptr, nullptr, Step::kIndex}; }
  template <class Key>
  Path entry(const Key& map_key) const {
    const auto text = [](const void* p) { return key_text(*static_cast<const Key*>(p)); };
    return {this, {}, 0, text, &map_key, Step::kKey};
  }

  std::string text() const {
    std::string result = parent != nullptr ? parent->text() : std::string();
    if (step == Step::kField) append_name(result, name);
    if (step == Step::kIndex) append_index(result, index);
    if (step == Step::kKey) append_key(result, key(key_value));
    return result;
  }
};

}  // namespace duet::detail
