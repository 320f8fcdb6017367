// Runs every file in cases/: a configuration, a line of dashes, and what comes of it: the errors, or what differs from
// the defaults.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "config/keys.hpp"
#include "config/load.hpp"

namespace config = duet::config;
namespace fs = std::filesystem;

namespace {

template <class S>
void show_changes(std::string& out, std::string_view table, const std::vector<config::Key<S>>& keys, const S& values) {
  const S defaults;
  for (const config::Key<S>& key : keys) {
    // A required key has no default, and an empty struct need not have a value that can be shown.
    const std::string value = key.show(values);
    if (!key.required && value == key.show(defaults)) continue;
    out += std::string(table) + "." + std::string(key.name) + " = " + value + "\n";
  }
}

std::string show(const config::Config& loaded) {
  std::string out;
  config::for_each_section(
      [&](std::string_view table, auto member, const auto& keys) { show_changes(out, table, keys, loaded.*member); });
  for (const config::Plugin& plugin : loaded.plugin) {
    show_changes(out, "plugin", config::plugin_keys(), plugin);
    out += "  file " + config::plugin_file(loaded, plugin).string() + "\n";
    out += "  settings " + plugin.settings + "\n";
  }
  return out.empty() ? "all defaults\n" : out;
}

std::string outcome(std::string_view text) {
  const auto loaded = config::parse(text, "config.toml");
  if (loaded) return show(*loaded);
  std::string out;
  for (const std::string& error : loaded.error()) out += error + "\n";
  return out;
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("each case comes out as its file says") {
  constexpr std::string_view kDashes = "\n----\n";
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(CONFIG_CASES)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  REQUIRE_FALSE(files.empty());
  for (const fs::path& file : files) {
    CAPTURE(file.string());
    const std::string text = read(file);
    const std::size_t dashes = text.find(kDashes);
    REQUIRE(dashes != std::string::npos);
    CHECK(outcome(std::string_view(text).substr(0, dashes + 1)) == text.substr(dashes + kDashes.size()));
  }
}
