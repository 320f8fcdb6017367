// A host that runs: its doors, its end, and what happens to handlers that do not come back in time.
#include "app/runtime.hpp"

#include <doctest/doctest.h>

#include "app/summary.hpp"
#include "config/load.hpp"

using namespace duet;

namespace {

config::Config read(const std::string& text) {
  auto config =
      config::parse("[log]\nlevel = \"error\"\n[plugins]\ndirectory = \"" PLUGINS "\"\n" + text, "config.toml");
  INFO((config ? "" : config.error().front()));
  REQUIRE(config);
  return *config;
}

const std::string kAnyPorts = "[rest]\nport = 0\n[grpc]\nport = 0\n";

}  // namespace

TEST_CASE("a host starts and stops, again and again") {
  for (int i = 0; i < 3; ++i) {
    app::Runtime runtime(read(kAnyPorts + "[[plugin]]\nname = \"users\"\n[[plugin]]\nname = \"items\"\n"), {});
    REQUIRE(runtime.start());
    CHECK(runtime.doors().rest_port() != 0);
    CHECK(runtime.doors().grpc_port() != 0);
    CHECK(runtime.stop());
  }
}

TEST_CASE("doors can be disabled") {
  app::Runtime runtime(read("[rest]\nenabled = false\n[grpc]\nport = 0\n"), {});
  REQUIRE(runtime.start());
  CHECK(runtime.doors().rest_port() == 0);
  CHECK(runtime.doors().grpc_port() != 0);
}

TEST_CASE("a port that is taken is an error that names it, by either door") {
  app::Runtime first(read(kAnyPorts), {});
  REQUIRE(first.start());
  const std::string rest = std::to_string(first.doors().rest_port());
  const std::string grpc = std::to_string(first.doors().grpc_port());
  app::Runtime second(read("[rest]\nport = " + rest + "\n[grpc]\nport = " + grpc + "\n"), {});
  const auto started = second.start();
  REQUIRE_FALSE(started);
  REQUIRE(started.error().size() == 2);
  CHECK(started.error()[0].find("127.0.0.1:" + rest) != std::string::npos);
  CHECK(started.error()[1].find("127.0.0.1:" + grpc) != std::string::npos);
}

TEST_CASE("the greeting names plugins, routes, lines to try and the ports") {
  app::Runtime runtime(read(kAnyPorts + "[[plugin]]\nname = \"items\"\nprefix = \"/shop\"\n"), {});
  REQUIRE(runtime.start());
  const std::string text = app::greeting(runtime.assembly(), runtime.doors());
  CAPTURE(text);
  const std::string rest = "http://127.0.0.1:" + std::to_string(runtime.doors().rest_port());
  for (const std::string& part : {std::string("plugin items 1.0.0 from "), std::string("GET     /shop/items/{id}"),
                                  "curl " + rest + "/shop/items", "ready: REST " + rest + ", gRPC 127.0.0.1:"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
}
