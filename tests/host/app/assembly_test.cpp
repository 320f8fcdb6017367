// What the host says about plugins that it cannot mount: the plugin, the file, the cause and the mend.
#include "app/assembly.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "app/door_options.hpp"
#include "app/runtime.hpp"
#include "app/summary.hpp"
#include "config/load.hpp"

using namespace duet;

namespace {

constexpr const char* kDirectory = PLUGINS;

config::Config read(const std::string& text) {
  auto config = config::parse("[plugins]\ndirectory = \"" + std::string(kDirectory) + "\"\n" + text, "config.toml");
  INFO((config ? "" : config.error().front()));
  REQUIRE(config);
  return *config;
}

/// All errors, a line each; "fine" if there are none.
std::string errors_of(const config::Config& config) {
  core::Dispatcher dispatcher(app::dispatcher_options(config));
  const auto assembly = app::assemble(config, {}, app::Depth::kInstance, dispatcher);
  if (assembly) return "fine";
  std::string text;
  for (const std::string& error : assembly.error()) text += error + "\n";
  return text;
}

std::string errors_of_fault(const std::string& name) {
  return errors_of(read("[[plugin]]\nname = \"bad\"\nfile = \"" FAULT_PLUGINS "/" + name + ".so\"\n"));
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the shipped plugins are fine") {
  CHECK(errors_of(read("[[plugin]]\nname = \"users\"\n[[plugin]]\nname = \"items\"\n")) == "fine");
}

TEST_CASE("bad libraries are refused by name, each for its own reason") {
  for (const auto& [name, reason] :
       std::vector<std::pair<std::string, std::string>>{{"no_entry", "duet_plugin_v1"},
                                                        {"other_major", "duet_plugin_v2"},
                                                        {"wrong_magic", "magic"},
                                                        {"newer_minor", "minor"},
                                                        {"undefined_symbol", "undefined symbol"},
                                                        {"missing_library", "cannot open shared object file"},
                                                        {"nowhere", "nowhere.so"}}) {
    CAPTURE(name);
    const std::string errors = errors_of_fault(name);
    CAPTURE(errors);
    CHECK(errors.starts_with("plugin 'bad': "));
    CHECK(has(errors, name + ".so"));
    CHECK(has(errors, reason));
  }
}

TEST_CASE("a library that is text") {
  const std::string file = FAULT_PLUGINS "/text.so";
  std::ofstream(file) << "#!/bin/sh\necho hello\n";
  const std::string errors = errors_of(read("[[plugin]]\nname = \"bad\"\nfile = \"" + file + "\"\n"));
  CAPTURE(errors);
  CHECK(has(errors, "text.so"));
  CHECK(has(errors, "not a shared library"));
}

TEST_CASE("two plugins that claim one service and its routes: both sides are named") {
  const std::string errors = errors_of(
      read("[[plugin]]\nname = \"first\"\nfile = \"items.so\"\n[[plugin]]\nname = \"second\"\nfile = \"items.so\"\n"));
  CHECK(errors ==
        "plugin 'second': service items.v1.Items is already offered by plugin 'first'; disable one of them\n");
}

TEST_CASE("two plugins that claim one route: a prefix mends it") {
  const std::string both = "[[plugin]]\nname = \"plain\"\nfile = \"" FAULT_PLUGINS "/plain.so\"\n";
  CHECK(errors_of(read(both + "[[plugin]]\nname = \"items\"\nprefix = \"/shop\"\n")) == "fine");
}

TEST_CASE("routes of the configuration are mounted and shown with their places") {
  const std::string routes =
      "[[plugin.route]]\nmethod = \"GetItem\"\nget = \"/goods/{id}\"\nreplace = true\n"
      "[[plugin.route]]\nmethod = \"items.v1.Items/GetItem\"\nhttp_method = \"LINK\"\n"
      "path = \"/goods/{id}:{x\"\n";
  const std::string plugin = "[[plugin]]\nname = \"items\"\nprefix = \"/shop\"\n";
  CHECK(errors_of(read(plugin + routes)) ==
        "config.toml:10:1: plugin 'items': method items.v1.Items/GetItem: route LINK /goods/{id}:{x: at byte 12: a "
        "verb is "
        "missing after ':'\n");
  const config::Config config = read(plugin + routes.substr(0, routes.rfind(":{x")) + "\"\n");
  core::Dispatcher dispatcher(app::dispatcher_options(config));
  const auto assembly = app::assemble(config, {}, app::Depth::kContract, dispatcher);
  REQUIRE(assembly);
  core::RouteMatch match;
  CHECK_FALSE(assembly->catalog->routes().match("GET", "/shop/items/1", match));
  REQUIRE(assembly->catalog->routes().match("GET", "/shop/goods/1", match));
  CHECK(match.route->method->full_name == "items.v1.Items/GetItem");
  const std::string table = app::routes_table(*assembly->catalog);
  CAPTURE(table);
  CHECK(has(table, "GET     /shop/goods/{id}        items.v1.Items/GetItem      items (config.toml:6:1)\n"));
  CHECK(has(table, "LINK    /shop/goods/{id}        items.v1.Items/GetItem      items (config.toml:10:1)\n"));
}

TEST_CASE("each HTTP method of a configured route has its key") {
  const std::string start = "[[plugin.route]]\nmethod = \"ListItems\"\n";
  std::string text = "[[plugin]]\nname = \"items\"\n";
  for (const char* key : {"get", "put", "post", "delete", "patch"}) text += start + key + " = \"/x\"\n";
  const config::Config config = read(text);
  core::Dispatcher dispatcher(app::dispatcher_options(config));
  const auto assembly = app::assemble(config, {}, app::Depth::kContract, dispatcher);
  REQUIRE(assembly);
  std::string allowed;
  for (const auto method : assembly->catalog->routes().allowed("/x")) allowed += std::string(method) + " ";
  CHECK(allowed == "DELETE GET HEAD PATCH POST PUT ");
}

TEST_CASE("a setting that does not fit is pointed at in the file") {
  const std::string errors =
      errors_of(read("[[plugin]]\nname = \"items\"\n[plugin.settings]\npage_size_max = 5\npage_size_default = 0\n"));
  CAPTURE(errors);
  CHECK(errors.starts_with("config.toml:7:"));
  CHECK(has(errors, "plugin 'items'"));
  CHECK(has(errors, "page_size_default"));

  const std::string unknown = errors_of(read("[[plugin]]\nname = \"items\"\n[plugin.settings]\npage_size_maxx = 5\n"));
  CAPTURE(unknown);
  CHECK(unknown.starts_with("config.toml:6:"));
  CHECK(has(unknown, "page_size_max"));
}

TEST_CASE("a plugin that fails to be created or to start says so, and nothing is left behind") {
  CHECK(has(errors_of(read("[[plugin]]\nname = \"probe\"\n[plugin.settings]\nfail_at = \"create\"\n")),
            "plugin 'probe'"));
  const std::string fails_to_start =
      "[rest]\nport = 0\n[grpc]\nport = 0\n[[plugin]]\nname = \"items\"\n"
      "[[plugin]]\nname = \"probe\"\n[plugin.settings]\nfail_at = \"start\"\n";
  app::Runtime runtime(read(fails_to_start), {});
  const auto started = runtime.start();
  REQUIRE_FALSE(started);
  CHECK(has(started.error().front(), "plugin 'probe': "));
  CHECK(has(started.error().front(), "the settings ask for a failure at start"));
  CHECK(runtime.doors().rest_port() == 0);
}
