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
void show_changes(std::string& out, const std::string& table, const S& values) {
  const S defaults;
  for (const config::Key<S>& key : config::keys<S>()) {
    // A required key has no default, and an empty struct need not have a value that can be shown.
    const std::string value = key.show(values);
    if (!key.required && value == key.show(defaults)) continue;
    out += table + "." + std::string(key.name) + " = " + value + "\n";
  }
  config::for_each_table<S>([&]<class Member>(const config::TableBelow<S, Member>& below) {
    const std::string name = config::table_name(table, below.name);
    if constexpr (config::ListOf<Member>::value) {
      for (const auto& item : values.*below.member) {
        out += "[[" + name + "]]\n";
        show_changes(out, name, item);
      }
    } else {
      show_changes(out, name, values.*below.member);
    }
  });
}

std::string show(const config::Config& loaded) {
  std::string out;
  show_changes(out, "", loaded);
  for (const config::Plugin& plugin : loaded.plugin) {
    out +=
        plugin.name + ": file " + config::plugin_file(loaded, plugin).string() + ", settings " + plugin.settings + "\n";
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
