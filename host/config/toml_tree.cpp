#include "config/toml_tree.hpp"

// Syntax errors come back as values.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "base/json_text.hpp"

namespace duet::config {
namespace {

Position position_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

Node convert(const toml::node& node);

Array convert_array(const toml::array& array) {
  Array items;
  items.reserve(array.size());
  for (const toml::node& item : array) items.push_back(convert(item));
  return items;
}

Table convert_table(const toml::table& table) {
  Table members;
  members.reserve(table.size());
  for (const auto& [key, value] : table) {
    members.push_back({std::string(key.str()), position_of(key.source()), convert(value)});
  }
  // The parser's tables are sorted by name.
  std::stable_sort(members.begin(), members.end(),
                   [](const Member& a, const Member& b) { return a.key_position < b.key_position; });
  return members;
}

template <class T>
DateTime convert_time(const T& time) {
  std::ostringstream text;
  text << time;
  return {text.str()};
}

Node convert(const toml::node& node) {
  Node out;
  out.position = position_of(node.source());
  node.visit([&out](const auto& value) {
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (toml::is_table<T>) {
      out.value = convert_table(value);
    } else if constexpr (toml::is_array<T>) {
      out.value = convert_array(value);
    } else if constexpr (toml::is_date<T> || toml::is_time<T> || toml::is_date_time<T>) {
      out.value = convert_time(value.get());
    } else {
      out.value = value.get();
    }
  });
  return out;
}

struct ValueWords {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double) const { return "a floating-point number"; }
  std::string operator()(const std::string& value) const {
    std::string quoted;
    base::append_json_string(quoted, value);
    return quoted;
  }
  std::string operator()(const DateTime& value) const { return value.text; }
  std::string operator()(const Array&) const { return "a list"; }
  std::string operator()(const Table&) const { return "a table"; }
};

}  // namespace

base::Result<Node, SyntaxError> parse_toml(std::string_view text) {
  const toml::parse_result result = toml::parse(text);
  if (!result) {
    const toml::parse_error& error = result.error();
    return SyntaxError{position_of(error.source()), std::string(error.description())};
  }
  return convert(result.table());
}

const Member* find_member(const Table& table, std::string_view key) {
  const auto found =
      std::find_if(table.begin(), table.end(), [key](const Member& member) { return member.key == key; });
  return found == table.end() ? nullptr : &*found;
}

std::string describe_value(const Node& node) { return std::visit(ValueWords{}, node.value); }

}  // namespace duet::config
