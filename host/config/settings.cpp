#include "config/settings.hpp"

#include <charconv>
#include <cmath>

#include "base/json_text.hpp"
#include "config/toml_tree.hpp"

namespace duet::config {
namespace {

class Writer {
 public:
  Writer(Settings& out, std::vector<SettingsProblem>& problems) : out_(out), problems_(problems) {}

  void write(const Node& node, const std::string& path) {
    out_.locations.places.emplace(plain_spelling(path), node.position);
    std::visit([&](const auto& value) { put(value, node.position, path); }, node.value);
  }

 private:
  void put(bool value, Position, const std::string&) { out_.json += value ? "true" : "false"; }

  void put(std::int64_t value, Position, const std::string&) { out_.json += std::to_string(value); }

  void put(double value, Position position, const std::string& path) {
    if (!std::isfinite(value)) {
      problems_.push_back({position, path, std::isnan(value) ? "JSON has no 'nan'" : "JSON has no 'inf'"});
      return;
    }
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    const std::string_view number(text, static_cast<std::size_t>(end - text));
    out_.json += number;
    // A reader that tells the two apart is to see the same kind as the file.
    if (number.find_first_of(".e") == std::string_view::npos) out_.json += ".0";
  }

  void put(const std::string& value, Position, const std::string&) { base::append_json_string(out_.json, value); }

  void put(const DateTime& value, Position, const std::string&) { base::append_json_string(out_.json, value.text); }

  void put(const Array& items, Position, const std::string& path) {
    out_.json += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i != 0) out_.json += ',';
      write(items[i], path + '[' + std::to_string(i) + ']');
    }
    out_.json += ']';
  }

  void put(const Table& members, Position, const std::string& path) {
    out_.json += '{';
    for (const Member& member : members) {
      if (&member != &members.front()) out_.json += ',';
      base::append_json_string(out_.json, member.key);
      out_.json += ':';
      write(member.value, path.empty() ? member.key : path + '.' + member.key);
    }
    out_.json += '}';
  }

  Settings& out_;
  std::vector<SettingsProblem>& problems_;
};

}  // namespace

Settings to_settings(const Node& table, std::string_view file, std::vector<SettingsProblem>& problems) {
  Settings settings;
  settings.locations.file = file;
  Writer(settings, problems).write(table, "");
  return settings;
}

std::string plain_spelling(std::string_view path) {
  std::string plain;
  for (const char c : path) {
    if (c == '_' || c == ']' || c == '"') continue;
    if (c == '[') {
      plain += '.';
    } else {
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return plain;
}

}  // namespace duet::config
