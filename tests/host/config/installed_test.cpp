// The files in config/ say what the reference says.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "config/load.hpp"
#include "config/reference.hpp"
#include "config/toml_tree.hpp"

namespace config = duet::config;
namespace fs = std::filesystem;

namespace {

const fs::path kInstalled = fs::path(CONFIG_INSTALLED) / "config.toml";
const fs::path kDevelopment = fs::path(CONFIG_INSTALLED) / "config.dev.toml";

// The table "rest", or the first [[plugin]].
const config::Table* table_of(const config::Node& root, const std::string& name) {
  const config::Member* member = config::find_member(*root.as<config::Table>(), name);
  if (member == nullptr) return nullptr;
  const config::Array* list = member->value.as<config::Array>();
  return list == nullptr ? member->value.as<config::Table>() : list->front().as<config::Table>();
}

}  // namespace

TEST_CASE("config.toml names every key with its default") {
  std::ostringstream text;
  text << std::ifstream(kInstalled).rdbuf();
  const auto root = config::parse_toml(text.str());
  REQUIRE(root.ok());
  for (const config::ReferenceRow& row : config::reference()) {
    CAPTURE(row.table);
    CAPTURE(row.key);
    const config::Table* table = table_of(*root, row.table);
    REQUIRE(table != nullptr);
    const config::Member* member = config::find_member(*table, row.key);
    REQUIRE(member != nullptr);
    const bool differs = row.default_value.empty() || row.key == "directory";
    if (!differs) CHECK(config::describe_value(member->value) == row.default_value);
  }
}

TEST_CASE("config.toml loads, with both plugins") {
  const auto loaded = config::load(kInstalled);
  REQUIRE(loaded.ok());
  REQUIRE(loaded->plugin.size() == 2);
  CHECK(config::plugin_file(*loaded, loaded->plugin[0]) == "/usr/lib/duet/plugins/users.so");
  CHECK(config::plugin_file(*loaded, loaded->plugin[1]) == "/usr/lib/duet/plugins/items.so");
}

TEST_CASE("config.dev.toml loads the plugins of the build tree") {
  const auto loaded = config::load(kDevelopment);
  REQUIRE(loaded.ok());
  REQUIRE(loaded->plugin.size() == 2);
  CHECK(loaded->plugins.directory == (fs::path(CONFIG_INSTALLED) / "../build/dev/plugins").lexically_normal());
  CHECK(loaded->rest.port == 8080);
  CHECK(loaded->grpc.port == 50051);
}

TEST_CASE("the reference explains each key once") {
  std::set<std::string> names;
  for (const config::ReferenceRow& row : config::reference()) {
    CAPTURE(row.key);
    CHECK(names.insert(row.table + "." + row.key).second);
    CHECK_FALSE(row.doc.empty());
    CHECK_FALSE(row.expected.empty());
  }
}
