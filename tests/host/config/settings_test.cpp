#include <doctest/doctest.h>

#include "config/load.hpp"

namespace config = duet::config;

namespace {

config::Config loaded(std::string_view text) {
  auto result = config::parse(text, "etc/config.toml");
  REQUIRE(result.ok());
  return *std::move(result);
}

constexpr std::string_view kText = R"([[plugin]]
name = "items"
[plugin.settings]
page_size = 20
hosts = ["a",
         "b"]
[plugin.settings.limits]
max_items = 5
[[plugin.settings.limits.rates]]
perSecond = 1

[[plugin]]
name = "bare"
)";

}  // namespace

TEST_CASE("a setting is found by its path, however it is spelled") {
  const config::Config config = loaded(kText);
  const config::Plugin& items = config.plugin.at(0);
  const auto at = [&items](std::string_view field) { return config::plugin_setting_location(items, field); };
  CHECK(at("page_size") == "etc/config.toml:4:13");
  CHECK(at("pageSize") == "etc/config.toml:4:13");
  CHECK(at("settings.page_size") == "etc/config.toml:4:13");
  CHECK(at("hosts[1]") == "etc/config.toml:6:10");
  CHECK(at("hosts.1") == "etc/config.toml:6:10");
  CHECK(at("limits.max_items") == "etc/config.toml:8:13");
  CHECK(at("limits.rates[0].per_second") == "etc/config.toml:10:13");
}

TEST_CASE("a setting that the file does not set is placed at the table around it") {
  const config::Config config = loaded(kText);
  CHECK(config::plugin_setting_location(config.plugin.at(0), "limits.min_items") == "etc/config.toml:7:1");
  CHECK(config::plugin_setting_location(config.plugin.at(0), "colour") == "etc/config.toml:3:1");
  CHECK(config::plugin_setting_location(config.plugin.at(0), "") == "etc/config.toml:3:1");
  CHECK(config::plugin_setting_location(config.plugin.at(1), "colour") == "etc/config.toml:12:1");
}

TEST_CASE("a setting called 'settings' is one like any other") {
  const config::Config config = loaded("[[plugin]]\nname = \"a\"\nsettings = { settings = { x = 1 }, x = 2 }\n");
  CHECK(config::plugin_setting_location(config.plugin.at(0), "settings.x") == "etc/config.toml:3:31");
  CHECK(config::plugin_setting_location(config.plugin.at(0), "x") == "etc/config.toml:3:40");
}

TEST_CASE("a plugin made in code has no place in a file") {
  config::Plugin plugin;
  plugin.name = "items";
  CHECK(config::plugin_setting_location(plugin, "page_size").empty());
  CHECK(plugin.settings == "{}");
}
