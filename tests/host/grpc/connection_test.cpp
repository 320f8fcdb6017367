// What becomes of whole connections: how many calls they carry, how long they live, what pings them.
#include <doctest/doctest.h>
#include <duet/abi/description.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "host/grpc/harness.hpp"
#include "host/grpc/raw_client.hpp"
#include "host/grpc/stream_client.hpp"
#include "net/descriptor.hpp"

namespace duet::test {
namespace {

using namespace std::chrono_literals;

/// Stays open until its client ends.
void add_talk(DoorUnderTest& door, std::atomic<int>& open) {
  door.add_stream("Chat", DUET_BIDI_STREAM,
                  {[&](core::Call& call) {
                     ++open;
                     door.dispatcher().receive(call.handle());
                   },
                   [&](core::Call& call) {
                     --open;
                     Answer().finish(door.dispatcher(), call.handle());
                   },
                   [&](core::Call& call, std::string_view piece, bool end) {
                     if (end) {
                       --open;
                       Answer().finish(door.dispatcher(), call.handle());
                       return;
                     }
                     send(door.dispatcher(), call.handle(), std::string(piece));
                     door.dispatcher().receive(call.handle());
                   },
                   {}});
}

/// Sends this many pings and says how the host took it: the error of its GOAWAY (RFC 9113 section 7), or 0 once all of
/// them were answered.
std::uint8_t ping(const net::Descriptor& client, int times) {
  constexpr std::uint8_t kPing = 6;
  constexpr std::uint8_t kGoaway = 7;
  say(client, preface());
  for (int i = 0; i < times; ++i) say(client, frame(kPing, "12345678"));
  std::string got;
  std::vector<char> buffer(4096);
  for (int answered = 0; answered < times;) {
    const ssize_t size = ::recv(client.get(), buffer.data(), buffer.size(), 0);
    REQUIRE(size > 0);
    got.append(buffer.data(), static_cast<std::size_t>(size));
    constexpr std::size_t kHead = 9;
    while (got.size() >= kHead) {
      const std::size_t payload = static_cast<std::uint8_t>(got[1]) * 256u + static_cast<std::uint8_t>(got[2]);
      if (got.size() < kHead + payload) break;
      if (got[3] == kGoaway) return static_cast<std::uint8_t>(got[kHead + 7]);
      if (got[3] == kPing) ++answered;
      got.erase(0, kHead + payload);
    }
  }
  return 0;
}

TEST_CASE("further calls of a connection wait at the client") {
  std::atomic<int> open{0};
  grpc_door::GrpcOptions options;
  options.max_concurrent_streams = 2;
  DoorUnderTest door(options);
  add_talk(door, open);
  door.start();
  auto first = std::make_unique<StreamClient>(door.channel(), "Chat");
  StreamClient second(door.channel(), "Chat");
  for (StreamClient* const client : {first.get(), &second}) {
    client->write("x");
    CHECK(client->read() == "x");
  }
  std::atomic<bool> third_answered{false};
  std::thread waiting([&] {
    StreamClient third(door.channel(), "Chat");
    third.write("x");
    CHECK(third.read() == "x");
    third_answered = true;
  });
  // A call of another connection is not held up by it, and comes after it.
  StreamClient other(connect(door.port()), "Chat");
  other.write("x");
  CHECK(other.read() == "x");
  CHECK_FALSE(third_answered);
  first.reset();
  waiting.join();
}

TEST_CASE("a client that pings too often is sent away, and one that may is answered") {
  constexpr std::uint8_t kEnhanceYourCalm = 11;
  for (const bool strict : {true, false}) {
    grpc_door::GrpcOptions options;
    options.min_ping_interval_ms = strict ? 300'000 : 0;
    DoorUnderTest door(options);
    door.start();
    CHECK(ping(connected_to(door.port()), 10) == (strict ? kEnhanceYourCalm : 0));
  }
}

TEST_CASE("a client that is gone without a word is found out by a ping") {
  grpc_door::GrpcOptions options;
  options.keepalive_time_ms = 200;
  options.keepalive_timeout_ms = 200;
  DoorUnderTest door(options);
  door.start();
  const net::Descriptor client = connected_to(door.port());
  say(client, preface());
  std::vector<char> ignored(4096);
  ssize_t size = 1;
  while (size > 0) size = ::recv(client.get(), ignored.data(), ignored.size(), 0);
  CHECK(size == 0);  // Closed, rather than still open after half a minute.
}

TEST_CASE("a connection that is old or idle gives way to another one, and calls go on") {
  std::atomic<int> open{0};
  for (const bool idle : {true, false}) {
    grpc_door::GrpcOptions options;
    (idle ? options.max_connection_idle_ms : options.max_connection_age_ms) = 100;
    DoorUnderTest door(options);
    add_talk(door, open);
    Shared<std::string> peer;
    door.add("Look", [&](core::Call& call) {
      peer.set({call.request.peer.data, call.request.peer.size});
      Answer().finish(door.dispatcher(), call.handle());
    });
    door.start();
    StreamClient talking(door.channel(), "Chat");
    talking.write("x");
    CHECK(talking.read() == "x");
    if (idle) {
      talking.end();
      talking.read_all();
    }
    REQUIRE(door.call("Look").status.ok());
    const std::string before = peer.get();
    while (peer.get() == before) {
      std::this_thread::sleep_for(150ms);
      CHECK(door.call("Look").status.ok());
    }
    if (idle) continue;
    talking.write("y");
    CHECK(talking.read() == "y");  // Its age has no end for the calls that it carries.
    talking.end();
    talking.read_all();
    CHECK(talking.finish().status.ok());
  }
}

TEST_CASE("a connection whose calls do not end in time is closed with them") {
  std::atomic<int> open{0};
  grpc_door::GrpcOptions options;
  options.max_connection_age_ms = 100;
  options.max_connection_age_grace_ms = 100;
  DoorUnderTest door(options);
  add_talk(door, open);
  door.start();
  StreamClient talking(door.channel(), "Chat");
  talking.write("x");
  CHECK(talking.read() == "x");
  CHECK_FALSE(talking.read());
  CHECK(talking.finish().status.error_code() == grpc::StatusCode::UNAVAILABLE);
  while (open > 0) std::this_thread::yield();
}

TEST_CASE("a client that has said only a part of its preface does not keep a drain waiting until gRPC gives it up") {
  DoorUnderTest patient;
  DoorUnderTest door;
  patient.start();
  door.start();
  const net::Descriptor earlier = connected_to(patient.port());
  const net::Descriptor client = connected_to(door.port());
  char byte = 0;
  for (const net::Descriptor* const each : {&earlier, &client}) {
    say(*each, "P");
    REQUIRE(::recv(each->get(), &byte, 1, 0) == 1);  // gRPC has it: these are its settings.
  }
  door.server().drain(std::numeric_limits<std::int64_t>::max());
  ssize_t size = 1;
  while (size > 0) size = ::recv(earlier.get(), &byte, 1, MSG_DONTWAIT);
  CHECK(size == -1);  // Still open.
}

}  // namespace
}  // namespace duet::test
