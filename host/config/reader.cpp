#include "config/reader.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "config/keys.hpp"

namespace duet::config {
namespace {

using Names = std::vector<std::string_view>;

std::string did_you_mean(std::string_view word, const Names& known) {
  const auto guess = base::nearest(word, known);
  return guess ? "; did you mean '" + std::string(*guess) + "'?" : std::string();
}

// A key as a message shows it: on one line, whatever characters it has.
std::string show_key(std::string_view key) {
  const std::string text = show_string(key);
  return text.substr(1, text.size() - 2);
}

std::string full_name(std::string_view table, std::string_view key) { return table_name(table, show_key(key)); }

class Reader {
 public:
  Reader(const std::filesystem::path& folder, Problems& problems) : folder_(folder), problems_(problems) {}

  // `table` is null where the file does not have it: its defaults may have to be placed in a folder.
  template <class S>
  void read(const Table* table, Position position, const std::string& name, S& out) {
    if (table != nullptr) {
      if constexpr (requires { out.location; }) out.location = show_location(problems_.file(), position);
      read_keys(*table, position, name, out);
    }
    for (const Key<S>& key : keys<S>()) {
      if (key.resolve) key.resolve(out, folder_);
    }
    for_each_table<S>([&](const auto& below) {
      const Member* member = table == nullptr ? nullptr : find_member(*table, below.name);
      read_below(member, table_name(name, below.name), out.*below.member);
    });
    if constexpr (std::is_same_v<S, Plugin>) {
      if (table != nullptr) read_settings(*table, position, out);
    }
  }

 private:
  template <class S>
  void read_keys(const Table& table, Position position, const std::string& name, S& out) {
    Names known;
    Names tables;
    for_each_table<S>([&tables](const auto& below) { tables.push_back(below.name); });
    if constexpr (std::is_same_v<S, Plugin>) tables.push_back("settings");
    for (const Key<S>& key : keys<S>()) {
      known.push_back(key.name);
      if (key.required && find_member(table, key.name) == nullptr) {
        problems_.report(position, "'" + full_name(name, key.name) + "' is missing; it takes " + key.expected);
      }
    }
    known.insert(known.end(), tables.begin(), tables.end());
    for (const Member& member : table) {
      const auto key = std::find_if(keys<S>().begin(), keys<S>().end(),
                                    [&member](const Key<S>& one) { return one.name == member.key; });
      if (key != keys<S>().end()) {
        if (const Node* culprit = key->read(member.value, out)) {
          refuse_value(full_name(name, member.key), key->expected, *culprit, culprit == &member.value ? "" : " in it");
        }
      } else if (std::find(tables.begin(), tables.end(), member.key) == tables.end()) {
        const bool is_table =
            member.value.as<Table>() != nullptr || (name.empty() && member.value.as<Array>() != nullptr);
        problems_.report(member.key_position, std::string("unknown ") + (is_table ? "table" : "key") + " '" +
                                                  full_name(name, member.key) + "'" + did_you_mean(member.key, known));
      }
    }
  }

  template <class S>
  void read_below(const Member* member, const std::string& name, S& out) {
    const Table* table = member == nullptr ? nullptr : member->value.as<Table>();
    if (member != nullptr && table == nullptr) {
      problems_.report(member->key_position,
                       "'" + name + "': expected a table [" + name + "], got " + describe_value(member->value));
    }
    read(table, table == nullptr ? Position{} : member->value.position, name, out);
  }

  template <class S>
  void read_below(const Member* member, const std::string& name, std::vector<S>& out) {
    if (member == nullptr) return;
    const Array* items = member->value.as<Array>();
    if (items == nullptr) {
      problems_.report(member->key_position,
                       "'" + name + "': expected one [[" + name + "]] for each, got " + describe_value(member->value));
      return;
    }
    for (const Node& item : *items) {
      const Table* table = item.as<Table>();
      if (table == nullptr) refuse_value(name, "a table", item);
      read(table, item.position, name, out.emplace_back());
    }
  }

  void read_settings(const Table& table, Position position, Plugin& plugin) {
    plugin.locations = {problems_.file(), {{"", position}}};
    const Member* member = find_member(table, "settings");
    if (member == nullptr) return;
    if (member->value.as<Table>() == nullptr) {
      refuse_value("plugin.settings", "a table", member->value);
      return;
    }
    std::vector<SettingsProblem> faults;
    Settings settings = to_settings(member->value, problems_.file(), faults);
    for (const SettingsProblem& fault : faults) {
      problems_.report(fault.position,
                       "'plugin.settings." + show_key(fault.path) + "': expected a finite number; " + fault.message);
    }
    plugin.settings = std::move(settings.json);
    plugin.locations = std::move(settings.locations);
  }

  void refuse_value(const std::string& name, const std::string& expected, const Node& value,
                    const std::string& where = "") {
    problems_.report(value.position, "'" + name + "': expected " + expected + ", got " + describe_value(value) + where);
  }

  const std::filesystem::path& folder_;
  Problems& problems_;
};

}  // namespace

Config read_config(const Table& root, const std::filesystem::path& folder, Problems& problems) {
  Config config;
  Reader(folder, problems).read(&root, {}, "", config);
  return config;
}

}  // namespace duet::config
