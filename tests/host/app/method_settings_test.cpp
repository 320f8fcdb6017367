// What an admin says of a method takes the place of what its author said.
#include "app/method_settings.hpp"

#include <doctest/doctest.h>

using namespace duet;

namespace {

core::MethodOffer method(const std::string& service, const std::string& name) {
  core::MethodOffer made;
  made.service = service;
  made.name = name;
  made.max_body_bytes = 10;
  made.cache_control = "no-store";
  return made;
}

core::Offer offer() {
  core::Offer made;
  made.plugin = "shop";
  made.methods = {method("shop.v1.Items", "Get"), method("shop.v1.Items", "Create"), method("shop.v1.Orders", "Get")};
  return made;
}

config::PluginMethod setting(const std::string& name, const std::string& location = "") {
  config::PluginMethod made;
  made.name = name;
  made.location = location;
  return made;
}

std::string errors_of(std::vector<config::PluginMethod> settings) {
  config::Plugin plugin;
  plugin.name = "shop";
  plugin.method = std::move(settings);
  core::Offer changed = offer();
  std::vector<std::string> errors;
  app::apply_method_settings(plugin, changed, errors);
  std::string text;
  for (const std::string& error : errors) text += error + "\n";
  return text;
}

}  // namespace

TEST_CASE("each setting takes the place of the author's, and what is not set stays") {
  config::PluginMethod create = setting("Create");
  create.max_body_bytes = 99;
  config::PluginMethod get = setting("shop.v1.Orders/Get");
  get.cache_control = "max-age=5";
  get.execution = config::Execution::in_line;
  config::Plugin plugin;
  plugin.name = "shop";
  plugin.method = {create, get};
  core::Offer changed = offer();
  std::vector<std::string> errors;
  app::apply_method_settings(plugin, changed, errors);
  CHECK(errors.empty());
  CHECK(changed.methods[0].cache_control == "no-store");
  CHECK(changed.methods[0].max_body_bytes == 10);
  CHECK(changed.methods[1].max_body_bytes == 99);
  CHECK(changed.methods[1].cache_control == "no-store");
  CHECK(changed.methods[1].execution == core::Execution::kPool);
  CHECK(changed.methods[2].max_body_bytes == 10);
  CHECK(changed.methods[2].cache_control == "max-age=5");
  CHECK(changed.methods[2].execution == core::Execution::kInline);
}

TEST_CASE("a name that is no method's, or several methods', is an error with place and mend") {
  CHECK(errors_of({setting("Creat", "config.toml:4:1")}) ==
        "config.toml:4:1: plugin 'shop': there is no method 'Creat'; did you mean 'Create'?\n");
  CHECK(errors_of({setting("shop.v1.Item/Create")}) ==
        "plugin 'shop': there is no method 'shop.v1.Item/Create'; did you mean 'shop.v1.Items/Create'?\n");
  CHECK(errors_of({setting("Vanish")}) ==
        "plugin 'shop': there is no method 'Vanish'; `duet routes` shows the methods that there are\n");
  CHECK(errors_of({setting("Get", "config.toml:4:1")}) ==
        "config.toml:4:1: plugin 'shop': 'Get' may be any of 'shop.v1.Items/Get', 'shop.v1.Orders/Get'; write it with "
        "its service\n");
  CHECK(errors_of({setting("Create", "config.toml:4:1"), setting("shop.v1.Items/Create", "config.toml:7:1")}) ==
        "config.toml:7:1: plugin 'shop': the method shop.v1.Items/Create is there twice; the first one is at "
        "config.toml:4:1\n");
}
