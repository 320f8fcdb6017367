// The files in config/ say what the reference says.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "config/reference.hpp"
#include "config/toml_tree.hpp"

namespace config = duet::config;
namespace fs = std::filesystem;

namespace {

const fs::path kInstalled = fs::path(CONFIG_INSTALLED) / "config.toml";
const fs::path kDevelopment = fs::path(CONFIG_INSTALLED) / "config.dev.toml";

// The table "rest", "rest.tls", or the first [[plugin]] or [[plugin.method]]; the root for "".
const config::Table* table_of(const config::Table& root, std::string_view name) {
  const config::Table* table = &root;
  while (!name.empty()) {
    const std::string_view first = name.substr(0, name.find('.'));
    const config::Member* member = config::find_member(*table, first);
    if (member == nullptr) return nullptr;
    const config::Array* list = member->value.as<config::Array>();
    table = list == nullptr ? member->value.as<config::Table>() : list->front().as<config::Table>();
    if (table == nullptr) return nullptr;
    name.remove_prefix(std::min(name.size(), first.size() + 1));
  }
  return table;
}

// The file with the examples in it that are comments: their lines have no blank after the '#'.
std::string with_examples(const fs::path& file) {
  std::ifstream in(file);
  std::string text;
  for (std::string line; std::getline(in, line); text += line + "\n") {
    if (line.size() > 1 && line[0] == '#' && line[1] != ' ') line.erase(0, 1);
  }
  return text;
}

// As TOML.
std::string show(const config::Node& value) {
  const config::Array* items = value.as<config::Array>();
  if (items == nullptr) return config::describe_value(value);
  std::string list;
  for (const config::Node& item : *items) list += (list.empty() ? "" : ", ") + show(item);
  return "[" + list + "]";
}

}  // namespace

TEST_CASE("config.toml names every key with its default") {
  const auto root = config::parse_toml(with_examples(kInstalled));
  REQUIRE(root.ok());
  for (const config::ReferenceRow& row : config::reference()) {
    CAPTURE(row.table);
    CAPTURE(row.key);
    const config::Table* table = table_of(*root->as<config::Table>(), row.table);
    REQUIRE(table != nullptr);
    const config::Member* member = config::find_member(*table, row.key);
    REQUIRE(member != nullptr);
    const bool differs = row.default_value.empty() || row.key == "directory";
    if (!differs) CHECK(show(member->value) == row.default_value);
  }
}

TEST_CASE("config.toml shows what is not the default as a comment only") {
  const auto loaded = config::load(kInstalled);
  REQUIRE(loaded.ok());
  CHECK(loaded->rest.listener.empty());
  CHECK(loaded->plugin[0].method.empty());
  CHECK(loaded->plugin[0].route.empty());
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
  CHECK(loaded->rest.listen.port == 8080);
  CHECK(loaded->grpc.port == 50051);
}

TEST_CASE("the examples of README.md are right") {
  std::ifstream in(fs::path(CONFIG_INSTALLED) / "../README.md");
  std::vector<std::string> examples;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```toml") examples.emplace_back();
    if (line.starts_with("```")) {
      inside = line == "```toml";
    } else if (inside) {
      examples.back() += line + "\n";
    }
  }
  CHECK(examples.size() >= 4);
  for (const std::string& example : examples) {
    const auto loaded = config::parse(example, "config.toml");
    INFO((loaded ? "" : loaded.error().front()));
    CHECK(loaded);
  }
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
