// A plugin's own settings: handed on as JSON text, each value with its place in the file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/position.hpp"

namespace duet::config {

struct Node;

// Where each value of [plugin.settings] stands.
struct SettingLocations {
  std::string file;  // as it was given to load(); empty when the configuration was made in code
  std::map<std::string, Position, std::less<>> places;  // by path in its plain spelling; "" is the table itself
};

struct Settings {
  std::string json;  // an object
  SettingLocations locations;
};

struct SettingsProblem {
  Position position;
  std::string path;  // "rates[2].value"
  std::string message;
};

// Writes a TOML table as a JSON object: 64-bit integers exactly, floating-point numbers so that they read back the
// same, dates and times as RFC 3339 strings. JSON has no infinities and no NaN: those become `problems`.
Settings to_settings(const Node& table, std::string_view file, std::vector<SettingsProblem>& problems);

// One spelling for all that name the same setting: page_size = pageSize, hosts[1] = hosts.1.
std::string plain_spelling(std::string_view path);

}  // namespace duet::config
