#include "config/load.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <system_error>

#include "base/nearest.hpp"
#include "config/keys.hpp"

namespace duet::config {
namespace {

struct Problem {
  Position position;
  std::string message;
};

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  const auto guess = base::nearest(word, known);
  return guess ? "; did you mean '" + std::string(*guess) + "'?" : std::string();
}

// A key as a message shows it: on one line, whatever characters it has.
std::string show_key(std::string_view key) {
  const std::string text = show_string(key);
  return text.substr(1, text.size() - 2);
}

// Reads one document, going on after each problem so that all of them are told at once.
class Reader {
 public:
  Reader(std::string file, std::filesystem::path folder) : file_(std::move(file)), folder_(std::move(folder)) {}

  Config read(const Table& root) {
    Config config;
    for_each_section(
        [&](std::string_view name, auto member, const auto& keys) { read_section(root, name, keys, config.*member); });
    read_plugins(root, config);
    refuse_unknown_tables(root);
    check_timeouts(root, config);
    check_ports(root, config);
    return config;
  }

  // In the order of the file.
  Errors errors() {
    std::stable_sort(problems_.begin(), problems_.end(),
                     [](const Problem& a, const Problem& b) { return a.position < b.position; });
    Errors errors;
    for (const Problem& problem : problems_) {
      errors.push_back(show_location(file_, problem.position) + ": " + problem.message);
    }
    return errors;
  }

 private:
  void report(Position position, std::string message) { problems_.push_back({position, std::move(message)}); }

  template <class S>
  void read_section(const Table& root, std::string_view name, const std::vector<Key<S>>& keys, S& out) {
    if (const Member* section = find_member(root, name)) {
      if (const Table* table = section->value.as<Table>()) {
        read_table(*table, section->value.position, name, keys, {}, out);
      } else {
        report(section->key_position, "'" + std::string(name) + "': expected a table [" + std::string(name) +
                                          "], got " + describe_value(section->value));
      }
    }
    for (const Key<S>& key : keys) {
      if (key.resolve) key.resolve(out, folder_);
    }
  }

  // `tables` names the members that somebody else reads.
  template <class S>
  void read_table(const Table& table, Position position, std::string_view name, const std::vector<Key<S>>& keys,
                  const std::vector<std::string_view>& tables, S& out) {
    std::vector<std::string_view> known = tables;
    for (const Key<S>& key : keys) {
      known.push_back(key.name);
      if (key.required && find_member(table, key.name) == nullptr) {
        report(position,
               "'" + std::string(name) + "." + std::string(key.name) + "' is missing; it takes " + key.expected);
      }
    }
    for (const Member& member : table) {
      const std::string full_name = std::string(name) + "." + show_key(member.key);
      const auto key =
          std::find_if(keys.begin(), keys.end(), [&member](const Key<S>& k) { return k.name == member.key; });
      if (key != keys.end()) {
        if (!key->read(member.value, out)) refuse_value(full_name, key->expected, member.value);
      } else if (std::find(tables.begin(), tables.end(), member.key) == tables.end()) {
        report(member.key_position, "unknown key '" + full_name + "'" + did_you_mean(member.key, known));
      }
    }
  }

  void refuse_value(const std::string& name, const std::string& expected, const Node& value) {
    report(value.position, "'" + name + "': expected " + expected + ", got " + describe_value(value));
  }

  void refuse_unknown_tables(const Table& root) {
    std::vector<std::string_view> known = {"plugin"};
    for_each_section([&known](std::string_view name, auto, const auto&) { known.push_back(name); });
    for (const Member& member : root) {
      if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
      const bool table = member.value.as<Table>() != nullptr || member.value.as<Array>() != nullptr;
      report(member.key_position, std::string("unknown ") + (table ? "table" : "key") + " '" + show_key(member.key) +
                                      "'" + did_you_mean(member.key, known));
    }
  }

  void read_plugins(const Table& root, Config& config) {
    const Member* member = find_member(root, "plugin");
    if (member == nullptr) return;
    const Array* plugins = member->value.as<Array>();
    if (plugins == nullptr) {
      report(member->key_position,
             "'plugin': expected one [[plugin]] for each plugin, got " + describe_value(member->value));
      return;
    }
    for (const Node& node : *plugins) {
      if (const Table* table = node.as<Table>()) {
        read_plugin(*table, node.position, config);
      } else {
        refuse_value("plugin", "a table", node);
      }
    }
  }

  void read_plugin(const Table& table, Position position, Config& config) {
    Plugin plugin;
    read_table(table, position, "plugin", plugin_keys(), {"settings"}, plugin);
    plugin.locations = {file_, {{"", position}}};
    if (const Member* settings = find_member(table, "settings")) read_settings(settings->value, plugin);
    const Member* name = find_member(table, "name");
    if (name != nullptr && !plugin.name.empty()) {
      const auto [first, is_new] = plugin_names_.emplace(plugin.name, name->value.position);
      if (!is_new) {
        report(name->value.position, "plugin '" + plugin.name + "' is there twice; the first one is at " +
                                         show_location(file_, first->second));
      }
    }
    config.plugin.push_back(std::move(plugin));
  }

  void read_settings(const Node& node, Plugin& plugin) {
    if (node.as<Table>() == nullptr) {
      refuse_value("plugin.settings", "a table", node);
      return;
    }
    std::vector<SettingsProblem> problems;
    Settings settings = to_settings(node, file_, problems);
    for (const SettingsProblem& problem : problems) {
      report(problem.position,
             "'plugin.settings." + show_key(problem.path) + "': expected a finite number; " + problem.message);
    }
    plugin.settings = std::move(settings.json);
    plugin.locations = std::move(settings.locations);
  }

  void check_timeouts(const Table& root, const Config& config) {
    const Calls& calls = config.calls;
    if (calls.max_timeout == 0s || calls.default_timeout <= calls.max_timeout) return;
    report(place_of(root, "calls", "default_timeout"),
           "'calls.default_timeout' (" + show_duration(calls.default_timeout) +
               ") is longer than 'calls.max_timeout' (" + show_duration(calls.max_timeout) + ")");
  }

  void check_ports(const Table& root, const Config& config) {
    const bool both = config.rest.enabled && config.grpc.enabled;
    const bool same = config.rest.port == config.grpc.port && config.rest.address == config.grpc.address;
    if (!both || !same || config.rest.port == 0) return;
    const Position grpc = place_of(root, "grpc", "port");
    report(grpc.line != 0 ? grpc : place_of(root, "rest", "port"), "'rest.port' and 'grpc.port' are both " +
                                                                       std::to_string(config.grpc.port) + " on " +
                                                                       config.grpc.address + "; give each its own");
  }

  static Position place_of(const Table& root, std::string_view table, std::string_view key) {
    const Member* section = find_member(root, table);
    const Table* members = section == nullptr ? nullptr : section->value.as<Table>();
    const Member* member = members == nullptr ? nullptr : find_member(*members, key);
    return member == nullptr ? Position{} : member->value.position;
  }

  const std::string file_;
  const std::filesystem::path folder_;
  std::vector<Problem> problems_;
  std::map<std::string, Position> plugin_names_;
};

base::Result<std::string> read_file(const std::filesystem::path& file) {
  const auto failure = [&file](int error) {
    return base::Error{file.string() + ": cannot be read: " + std::generic_category().message(error)};
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rbe"), std::fclose);
  if (!stream) return failure(errno);
  std::string text;
  char buffer[16384];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, stream.get())) text.append(buffer, n);
  if (std::ferror(stream.get()) != 0) return failure(errno);
  return text;
}

}  // namespace

base::Result<Config, Errors> load(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return Errors{text.error().message};
  return parse(*text, file);
}

base::Result<Config, Errors> parse(std::string_view text, const std::filesystem::path& file) {
  const auto root = parse_toml(text);
  if (!root) return Errors{show_location(file.string(), root.error().position) + ": " + root.error().message};
  Reader reader(file.string(), file.parent_path());
  Config config = reader.read(*root->as<Table>());
  Errors errors = reader.errors();
  if (!errors.empty()) return errors;
  return config;
}

}  // namespace duet::config
