// Clients on their way in: silent ones, too many, a process without descriptors, and the end.
#include <doctest/doctest.h>
#include <grpc/health/v1/health.grpc.pb.h>
#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "host/grpc/harness.hpp"
#include "host/grpc/raw_client.hpp"
#include "net/descriptor.hpp"
#include "support/serve_process.hpp"

namespace duet::test {
namespace {

constexpr std::int64_t kLongNs = 60'000'000'000;

// gRPC itself greets whom it is given with its settings.
bool is_closed_without_a_word(const net::Descriptor& client) {
  char byte = 0;
  return ::recv(client.get(), &byte, 1, 0) == 0;
}

Outcome echo(const std::shared_ptr<grpc::Channel>& channel) {
  return ClientCall(channel, "/test.v1.Greeter/Echo", "",
                    [](grpc::ClientContext& context) { context.set_wait_for_ready(true); })
      .wait();
}

// Of the health service that each door has.
grpc::Status ask_health(std::uint16_t port) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  grpc::health::v1::HealthCheckResponse response;
  return grpc::health::v1::Health::NewStub(connect(port))->Check(&context, {}, &response);
}

void add_echo(DoorUnderTest& door) {
  door.add("Echo", [&](core::Call& call) { Answer().finish(door.dispatcher(), call.handle()); });
}

}  // namespace

TEST_CASE("a process that has run out of descriptors serves again when it has some") {
  ServeProcess process("exec \"$0\"");
  const auto port = static_cast<std::uint16_t>(std::stoi(process.line()));
  REQUIRE(process.ask("release") == "release");
  CHECK(ask_health(port).ok());
  REQUIRE(process.ask("exhaust") == "exhaust");
  for (int i = 0; i < 20; ++i) CHECK(is_closed_without_a_word(connected_to(port)));
  REQUIRE(process.ask("release") == "release");
  CHECK(ask_health(port).ok());
  CHECK(process.end() == 0);
}

TEST_CASE("more silent clients than the process has descriptors for keep nobody out") {
  ServeProcess process("exec \"$0\"");
  const auto port = static_cast<std::uint16_t>(std::stoi(process.line()));
  std::vector<net::Descriptor> silent;
  for (int i = 0; i < 400; ++i) silent.push_back(connected_to(port));
  CHECK(ask_health(port).ok());
  CHECK(is_closed_without_a_word(silent.front()));
  CHECK(process.end() == 0);
}

TEST_CASE("above max_connections silent clients give way, and then newcomers are closed") {
  grpc_door::GrpcOptions options;
  options.max_connections = 2;
  DoorUnderTest door(options);
  add_echo(door);
  door.start();
  const net::Descriptor first = connected_to(door.port());
  const net::Descriptor second = connected_to(door.port());
  auto one = connect(door.port());
  CHECK(echo(one).status.ok());
  CHECK(is_closed_without_a_word(first));
  const auto other = connect(door.port());
  CHECK(echo(other).status.ok());
  CHECK(is_closed_without_a_word(second));
  CHECK(is_closed_without_a_word(connected_to(door.port())));
  CHECK(echo(one).status.ok());
  one.reset();
  CHECK(echo(connect(door.port())).status.ok());
}

TEST_CASE("who has said nothing is not given to gRPC, and closed when the door closes") {
  DoorUnderTest door;
  add_echo(door);
  door.start();
  const net::Descriptor silent = connected_to(door.port());
  CHECK(echo(door.channel()).status.ok());  // Accepted behind it.
  door.server().drain(base::monotonic_ns() + kLongNs);
  CHECK(is_closed_without_a_word(silent));
}

}  // namespace duet::test
