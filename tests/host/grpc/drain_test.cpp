// How the door closes: with calls in flight, with open streams, at once.
#include <doctest/doctest.h>
#include <grpc/health/v1/health.grpc.pb.h>
#include <grpc/reflection/v1/reflection.grpc.pb.h>

#include <atomic>
#include <future>
#include <limits>
#include <semaphore>
#include <thread>

#include "base/clock.hpp"
#include "host/grpc/harness.hpp"

namespace duet::test {
namespace {

constexpr std::int64_t kLongNs = 60'000'000'000;

TEST_CASE("drain waits for calls in flight and takes no new ones") {
  std::promise<duet_call> held;
  DoorUnderTest door;
  door.add("Held", [&](core::Call& call) { held.set_value(call.handle()); });
  door.add("Echo", [&](core::Call& call) { Answer().finish(door.dispatcher(), call.handle()); });
  door.start();
  const auto call = door.begin("Held");
  const duet_call handle = held.get_future().get();

  std::atomic<bool> drained{false};
  std::thread draining([&] {
    door.server().drain(base::monotonic_ns() + kLongNs);
    drained = true;
  });
  // The listening socket goes first: when nobody can connect any more the drain has begun.
  const auto is_refused = [&] {
    const Outcome other = ClientCall(connect(door.port()), "/test.v1.Greeter/Echo", "", nullptr).wait();
    return other.status.error_code() == grpc::StatusCode::UNAVAILABLE;
  };
  while (!is_refused()) std::this_thread::yield();
  CHECK_FALSE(drained);
  Answer answer;
  answer.body = {"in time"};
  CHECK(answer.finish(door.dispatcher(), handle));
  CHECK(call->wait().body == "in time");
  draining.join();
}

TEST_CASE("drain cancels what is still in flight at its deadline") {
  std::promise<duet_call> held;
  std::binary_semaphore cancelled{0};
  DoorUnderTest door;
  door.add(
      "Held", [&](core::Call& call) { held.set_value(call.handle()); }, [&](core::Call&) { cancelled.release(); });
  door.start();
  const auto call = door.begin("Held");
  const duet_call handle = held.get_future().get();
  door.server().drain(base::monotonic_ns() + 20'000'000);
  CHECK(call->wait().status.error_code() == grpc::StatusCode::UNAVAILABLE);
  cancelled.acquire();
  door.server().stop();
  // The door is gone; the backend finishes into the dispatcher alone.
  CHECK(Answer().finish(door.dispatcher(), handle));
}

TEST_CASE("stop without a drain cancels at once, and may be called twice") {
  std::promise<duet_call> held;
  DoorUnderTest door;
  door.add("Held", [&](core::Call& call) { held.set_value(call.handle()); });
  door.start();
  const auto call = door.begin("Held");
  const duet_call handle = held.get_future().get();
  door.server().stop();
  door.server().stop();
  CHECK_FALSE(call->wait().status.ok());
  CHECK(Answer().finish(door.dispatcher(), handle));
}

TEST_CASE("a door may be started again after it was stopped") {
  DoorUnderTest door;
  door.add("Echo", [&](core::Call& call) { Answer().finish(door.dispatcher(), call.handle()); });
  door.start();
  CHECK(door.call("Echo").status.ok());
  door.server().stop();
  door.start();
  CHECK(door.call("Echo").status.ok());
}

TEST_CASE("stop while calls keep coming") {
  std::counting_semaphore<> served{0};
  DoorUnderTest door;
  door.add("Echo",
           [&](core::Call& call) {
             Answer().finish(door.dispatcher(), call.handle());
             served.release();
           })
      .execution = core::Execution::kPool;
  door.start();
  std::atomic<bool> over{false};
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      const auto channel = connect(door.port());
      while (!over) ClientCall(channel, "/test.v1.Greeter/Echo", "x", nullptr).wait();
    });
  }
  for (int i = 0; i < 200; ++i) served.acquire();
  door.server().stop();
  over = true;
  for (std::thread& client : clients) client.join();
}

TEST_CASE("open streams of health and reflection do not keep a drain waiting") {
  namespace health = grpc::health::v1;
  namespace reflection = grpc::reflection::v1;
  DoorUnderTest door;
  door.start();

  grpc::ClientContext watch_context;
  health::HealthCheckRequest request;
  const auto watch = health::Health::NewStub(door.channel())->Watch(&watch_context, request);
  health::HealthCheckResponse status;
  REQUIRE(watch->Read(&status));
  CHECK(status.status() == health::HealthCheckResponse::SERVING);

  grpc::ClientContext reflection_context;
  const auto stream = reflection::ServerReflection::NewStub(door.channel())->ServerReflectionInfo(&reflection_context);
  reflection::ServerReflectionRequest question;
  question.set_list_services("*");
  REQUIRE(stream->Write(question));
  reflection::ServerReflectionResponse answer;
  REQUIRE(stream->Read(&answer));

  door.server().drain(std::numeric_limits<std::int64_t>::max() / 2);

  REQUIRE(watch->Read(&status));
  CHECK(status.status() == health::HealthCheckResponse::NOT_SERVING);
  CHECK_FALSE(watch->Read(&status));
  const grpc::Status watch_end = watch->Finish();
  CHECK(watch_end.error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(watch_end.error_message() == "the host is shutting down");
  CHECK_FALSE(stream->Read(&answer));
  CHECK(stream->Finish().error_code() == grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace duet::test
