// How streams end that do not run their course: cancelled at any point, past a deadline, outliving the drain.
#include <doctest/doctest.h>
#include <duet/abi/description.h>
#include <grpc/health/v1/health.grpc.pb.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <limits>
#include <memory>
#include <random>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "host/grpc/harness.hpp"
#include "host/grpc/stream_client.hpp"

namespace duet::test {
namespace {

using Sent = core::Dispatcher::Sent;

/// Echoes until the client ends or goes, and pours messages out when it is asked to.
void add_talk(DoorUnderTest& door, std::counting_semaphore<>& cancelled) {
  const auto step = [&door](core::Call& call) { door.dispatcher().receive(call.handle()); };
  door.add_stream("Chat", DUET_BIDI_STREAM,
                  {step,
                   [&](core::Call& call) {
                     Answer().finish(door.dispatcher(), call.handle());
                     cancelled.release();
                   },
                   [&door](core::Call& call, std::string_view piece, bool end) {
                     const duet_call handle = call.handle();
                     if (end) {
                       Answer().finish(door.dispatcher(), handle);
                       return;
                     }
                     const int times = piece.starts_with("pour") ? 50 : 1;
                     auto sent = Sent::kOk;
                     for (int i = 0; i < times && sent == Sent::kOk; ++i) {
                       sent = send(door.dispatcher(), handle, std::string(piece));
                     }
                     if (sent == Sent::kOk) door.dispatcher().receive(handle);
                   },
                   step})
      .execution = core::Execution::kPool;
}

/// Sends large messages for as long as anybody is there.
void add_pour(DoorUnderTest& door, std::atomic<int>& open) {
  const auto pour = [&door](core::Call& call) {
    const duet_call handle = call.handle();
    while (send(door.dispatcher(), handle, std::string(50'000, 'x')) == Sent::kOk) continue;
  };
  door.add_stream("Watch", DUET_SERVER_STREAM,
                  {[pour, &open](core::Call& call) {
                     ++open;
                     pour(call);
                   },
                   [&](core::Call& call) {
                     --open;
                     Answer().finish(door.dispatcher(), call.handle());
                   },
                   {},
                   pour})
      .execution = core::Execution::kPool;
}

void ask(StreamClient& client) {
  client.write("");
  client.end();
}

TEST_CASE("a client that cancels a stream cancels the call, whatever it was doing") {
  std::counting_semaphore<> cancelled{0};
  DoorUnderTest door;
  add_talk(door, cancelled);
  door.start();
  for (int point = 0; point < 4; ++point) {
    CAPTURE(point);
    StreamClient client(door.channel(), "Chat");
    client.write("first");
    CHECK(client.read() == "first");
    if (point == 1) client.write("second");
    if (point == 2) client.write("pour" + std::string(20'000, '.'));
    if (point == 3) {
      client.write("third");
      CHECK(client.read() == "third");
    }
    client.cancel();
    client.read_all();
    CHECK(client.finish().status.error_code() == grpc::StatusCode::CANCELLED);
    cancelled.acquire();
  }
}

TEST_CASE("cancellations at random points, by the hundred, leave nothing behind") {
  std::counting_semaphore<> cancelled{0};
  DoorUnderTest door;
  add_talk(door, cancelled);
  door.start();
  std::atomic<int> ended{0};
  constexpr int kThreads = 4;
  constexpr int kRounds = 60;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::minstd_rand random(static_cast<unsigned>(t) + 1);
      const auto channel = connect(door.port());
      for (int round = 0; round < kRounds; ++round) {
        StreamClient client(channel, "Chat");
        std::thread canceller([&client, wait = random() % 2000] {
          std::this_thread::sleep_for(std::chrono::microseconds(wait));
          client.cancel();
        });
        const std::string message = random() % 2 == 0 ? "pour" + std::string(3000, '.') : "x";
        const bool ends = random() % 4 == 0;
        for (int i = 0; i < 5; ++i) {
          if (!client.write(message) || !client.read()) break;
        }
        if (ends) client.end();
        client.read_all();
        const auto code = client.finish().status.error_code();
        if (code == grpc::StatusCode::OK || code == grpc::StatusCode::CANCELLED) ++ended;
        canceller.join();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(ended == kThreads * kRounds);
  door.settle();
}

TEST_CASE("a deadline ends a stream although its client does not read, and the handler is told") {
  std::atomic<int> open{0};
  core::DispatcherOptions dispatcher;
  dispatcher.executor_threads = 2;
  dispatcher.pipeline.access_log = false;
  dispatcher.pipeline.max_timeout_ns = 300'000'000;
  DoorUnderTest door({}, dispatcher);
  add_pour(door, open);
  door.start();
  StreamClient client(door.channel(), "Watch");
  ask(client);
  while (open == 0) std::this_thread::yield();
  while (open > 0) std::this_thread::yield();
  client.read_all();
  CHECK(client.finish().status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_CASE("streams that outlive the drain get a clean UNAVAILABLE, those of slow readers too") {
  std::atomic<int> open{0};
  std::counting_semaphore<> cancelled{0};
  DoorUnderTest door;
  add_talk(door, cancelled);
  add_pour(door, open);
  door.start();
  StreamClient talking(door.channel(), "Chat");
  talking.write("hello");
  CHECK(talking.read() == "hello");
  StreamClient slow(connect(door.port()), "Watch");
  ask(slow);
  while (open == 0) std::this_thread::yield();
  StreamClient reading(connect(door.port()), "Watch");
  ask(reading);
  std::thread reader([&] {
    reading.read_all();
    CHECK(reading.finish().status.error_code() == grpc::StatusCode::UNAVAILABLE);
  });
  while (open < 2) std::this_thread::yield();

  door.server().drain(base::monotonic_ns() + 200'000'000);

  reader.join();
  cancelled.acquire();
  CHECK_FALSE(talking.read());
  const Outcome outcome = talking.finish();
  CHECK(outcome.status.error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(outcome.status.error_message() == "the host is shutting down");
  CHECK(outcome.metadata.count("x-request-id") == 1);
  slow.read_all();
  CHECK(slow.finish().status.error_code() == grpc::StatusCode::UNAVAILABLE);
}

TEST_CASE("a drain lets streams end by themselves") {
  std::counting_semaphore<> cancelled{0};
  DoorUnderTest door;
  add_talk(door, cancelled);
  door.start();
  StreamClient talking(door.channel(), "Chat");
  talking.write("hello");
  CHECK(talking.read() == "hello");
  std::thread draining([&] { door.server().drain(std::numeric_limits<std::int64_t>::max()); });
  const auto is_refused = [&] {
    const Outcome other = ClientCall(connect(door.port()), "/test.v1.Greeter/Chat", "", nullptr).wait();
    return other.status.error_code() == grpc::StatusCode::UNAVAILABLE;
  };
  while (!is_refused()) std::this_thread::yield();
  talking.write("still there");
  CHECK(talking.read() == "still there");
  talking.end();
  CHECK_FALSE(talking.read());
  CHECK(talking.finish().status.ok());
  draining.join();
}

TEST_CASE("a request that never becomes whole gets a clean UNAVAILABLE at the drain's deadline") {
  DoorUnderTest door;
  door.add("Echo", [](core::Call&) { FAIL("called"); });
  door.start();
  StreamClient none(door.channel(), "Echo");
  StreamClient open(door.channel(), "Echo");
  open.write("the one message, without an end");
  while (door.dispatcher().in_progress() < 2) std::this_thread::yield();
  door.server().drain(base::monotonic_ns() + 100'000'000);
  for (StreamClient* const client : {&none, &open}) {
    CHECK_FALSE(client->read());
    const Outcome outcome = client->finish();
    CHECK(outcome.status.error_code() == grpc::StatusCode::UNAVAILABLE);
    CHECK(outcome.status.error_message() == "the host is shutting down");
  }
}

TEST_CASE("a client that waits for the host gets through when it comes up") {
  std::uint16_t port = 0;
  {
    DoorUnderTest door;
    door.start();
    port = door.port();
  }
  ClientCall waiting(connect(port), "/test.v1.Greeter/Echo", "x",
                     [](grpc::ClientContext& context) { context.set_wait_for_ready(true); });
  grpc_door::GrpcOptions options;
  options.port = port;
  DoorUnderTest door(options);
  door.add("Echo", [&](core::Call& call) { Answer().finish(door.dispatcher(), call.handle()); });
  door.start();
  CHECK(waiting.wait().status.ok());
}

TEST_CASE("a thousand streams at the same time, and a thousand watchers of health beside them") {
  namespace health = grpc::health::v1;
  constexpr std::size_t kStreams = 1000;
  std::counting_semaphore<> cancelled{0};
  DoorUnderTest door;
  add_talk(door, cancelled);
  door.start();
  const auto stub = health::Health::NewStub(door.channel());
  std::vector<grpc::ClientContext> contexts(kStreams);
  std::vector<std::unique_ptr<grpc::ClientReader<health::HealthCheckResponse>>> watchers;
  health::HealthCheckResponse status;
  for (grpc::ClientContext& context : contexts) watchers.push_back(stub->Watch(&context, {}));
  for (const auto& watcher : watchers) REQUIRE(watcher->Read(&status));

  std::vector<std::unique_ptr<StreamClient>> clients;
  for (std::size_t i = 0; i < kStreams; ++i) clients.push_back(std::make_unique<StreamClient>(door.channel(), "Chat"));
  for (int round = 0; round < 3; ++round) {
    const std::string message = "round " + std::to_string(round);
    for (const auto& client : clients) CHECK(client->write(message));
    for (const auto& client : clients) CHECK(client->read() == message);
  }
  for (const auto& client : clients) client->end();
  for (const auto& client : clients) CHECK_FALSE(client->read());
  for (const auto& client : clients) CHECK(client->finish().status.ok());

  door.server().turn_unready();
  for (const auto& watcher : watchers) {
    REQUIRE(watcher->Read(&status));
    CHECK(status.status() == health::HealthCheckResponse::NOT_SERVING);
  }
  door.server().drain(std::numeric_limits<std::int64_t>::max());
  for (const auto& watcher : watchers) {
    CHECK_FALSE(watcher->Read(&status));
    CHECK(watcher->Finish().error_code() == grpc::StatusCode::UNAVAILABLE);
  }
}

}  // namespace
}  // namespace duet::test
