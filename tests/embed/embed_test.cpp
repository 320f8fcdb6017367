// duet::Host inside this program, which has its own gRPC and protobuf beside the ones that libduet hides.
#include <doctest/doctest.h>
#include <unistd.h>
#include <duet/host.hpp>

#include <filesystem>
#include <memory>

#include "client.hpp"
#include "contract.hpp"
#include "greeter.hpp"
#include "raw.hpp"

using namespace duet::test;

namespace {

void expect_ok(const duet::Status& status) {
  INFO(status.message());
  REQUIRE(status.ok());
}

std::string get(std::uint16_t port, const std::string& target) {
  return http_exchange(port, "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").text;
}

}  // namespace

TEST_CASE("a service compiled in and a plugin from a file, by both doors") {
  duet::Host host;
  expect_ok(host.configure("[log]\nlevel = \"warn\"\n"));
  host.rest("127.0.0.1", 0);
  host.grpc("127.0.0.1", 0);
  host.mount("greeter", duet::plugin_table<greeter::Greeter>());
  host.plugin("items", DUET_ITEMS_SO);
  expect_ok(host.start());
  CHECK_FALSE(host.start().ok());

  CHECK(get(host.rest_port(), "/hello/Ada") == R"({"greeting":"Hello, Ada!"})");
  CHECK(get(host.rest_port(), "/items") == "{}");

  const Contract contract(host.grpc_port());
  const auto client = make_grpc_client(host.grpc_port());
  const auto& method = contract.method("greeter.v1.Greeter/Hello");
  CHECK(client->call(method, *contract.message(*method.input_type(), R"({"name":"Bob"})"), {}).json ==
        R"({"greeting":"Hello, Bob!"})");
  expect_ok(host.stop());
  expect_ok(host.stop());
  CHECK(host.rest_port() == 0);
}

TEST_CASE("two hosts in one program") {
  duet::Host hosts[2];
  for (auto& host : hosts) {
    host.rest("127.0.0.1", 0);
    host.disable_grpc();
    host.mount("greeter", duet::plugin_table<greeter::Greeter>());
    expect_ok(host.start());
  }
  CHECK(hosts[0].rest_port() != hosts[1].rest_port());
  CHECK(hosts[0].grpc_port() == 0);
  for (auto& host : hosts) CHECK(get(host.rest_port(), "/hello/x") == R"({"greeting":"Hello, x!"})");
}

TEST_CASE("what cannot start says why, and can be mended and started again") {
  duet::Host taken;
  taken.rest("127.0.0.1", 0);
  taken.disable_grpc();
  expect_ok(taken.start());

  duet::Host host;
  host.rest("127.0.0.1", taken.rest_port());
  host.disable_grpc();
  host.mount("greeter", duet::plugin_table<greeter::Greeter>());
  const duet::Status status = host.start();
  CHECK_FALSE(status.ok());
  INFO(status.message());
  CHECK(status.message().find("127.0.0.1:" + std::to_string(taken.rest_port())) != std::string::npos);

  host.rest("127.0.0.1", 0);
  expect_ok(host.start());
  CHECK(get(host.rest_port(), "/hello/again") == R"({"greeting":"Hello, again!"})");
}

TEST_CASE("several listeners by configure(): rest_port() is the first that has a port") {
  duet::Host host;
  const std::string socket = "/tmp/duet-embed-" + std::to_string(getpid()) + ".sock";
  const std::string listeners =
      "[[rest.listener]]\naddress = \"unix:" + socket +
      "\"\n[[rest.listener]]\nport = 0\n[[rest.listener]]\naddress = \"127.0.0.2\"\nport = 0\n";
  expect_ok(host.configure("[log]\nlevel = \"warn\"\n[grpc]\nenabled = false\n" + listeners));
  host.mount("greeter", duet::plugin_table<greeter::Greeter>());
  expect_ok(host.start());
  CHECK(std::filesystem::is_socket(socket));
  CHECK(get(host.rest_port(), "/hello/you") == R"({"greeting":"Hello, you!"})");
  host.look_at_certificates();
  expect_ok(host.stop());
  CHECK_FALSE(std::filesystem::exists(socket));

  duet::Host other;
  expect_ok(other.configure("[log]\nlevel = \"warn\"\n[grpc]\nenabled = false\n" + listeners));
  other.rest("127.0.0.1", 0);  // takes the place of them all
  other.mount("greeter", duet::plugin_table<greeter::Greeter>());
  expect_ok(other.start());
  CHECK_FALSE(std::filesystem::exists(socket));
  CHECK(get(other.rest_port(), "/hello/me") == R"({"greeting":"Hello, me!"})");
}

TEST_CASE("configuration from text and from a file") {
  duet::Host host;
  const duet::Status status = host.configure("[rest]\nport = 0\n[grcp]\nport = 0\n");
  CHECK_FALSE(status.ok());
  CHECK(status.message().find("configuration:3:") == 0);
  CHECK(status.message().find("did you mean 'grpc'") != std::string::npos);
  CHECK_FALSE(host.load("/nowhere/config.toml").ok());
}
