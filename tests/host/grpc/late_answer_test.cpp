// Calls whose answer comes later: from other threads, after a deadline, after the client has gone, by the thousand.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <latch>
#include <semaphore>
#include <thread>

#include "core/code_map.hpp"
#include "host/grpc/harness.hpp"

namespace duet::test {
namespace {

/// Calls that a backend has been given and has not finished.
class Held {
 public:
  FunctionBackend::Function hold() {
    return [this](core::Call& call) {
      {
        const std::lock_guard lock(mutex_);
        handles_.push_back(call.handle());
      }
      arrived_.release();
    };
  }
  /// Waits for the next call that is held.
  duet_call take() {
    arrived_.acquire();
    const std::lock_guard lock(mutex_);
    const duet_call handle = handles_.front();
    handles_.pop_front();
    return handle;
  }

 private:
  std::mutex mutex_;
  std::deque<duet_call> handles_;
  std::counting_semaphore<> arrived_{0};
};

TEST_CASE("an answer may come from another thread") {
  Held held;
  DoorUnderTest door;
  door.add("Later", held.hold());
  door.start();
  const auto call = door.begin("Later", "x");
  const duet_call handle = held.take();
  std::thread([&] {
    Answer answer;
    answer.body = {"late but well"};
    CHECK(answer.finish(door.dispatcher(), handle));
    CHECK_FALSE(answer.finish(door.dispatcher(), handle));
  }).join();
  const Outcome outcome = call->wait();
  CHECK(outcome.status.ok());
  CHECK(outcome.body == "late but well");
}

TEST_CASE("a method on the pool is answered from there") {
  Shared<std::thread::id> inline_thread;
  Shared<std::thread::id> pool_thread;
  DoorUnderTest door;
  door.add("Inline", [&](core::Call& call) {
    inline_thread.set(std::this_thread::get_id());
    Answer().finish(door.dispatcher(), call.handle());
  });
  door.add("Pool",
           [&](core::Call& call) {
             pool_thread.set(std::this_thread::get_id());
             Answer().finish(door.dispatcher(), call.handle());
           })
      .execution = core::Execution::kPool;
  door.start();
  CHECK(door.call("Inline").status.ok());
  CHECK(door.call("Pool").status.ok());
  CHECK(inline_thread.get() != pool_thread.get());
}

TEST_CASE("when the deadline passes the client is told, and the backend may still read the request") {
  const std::string body(100'000, 'q');
  std::binary_semaphore cancelled{0};
  std::string read_late;
  DoorUnderTest door;
  door.add(
      "Slow", [](core::Call&) {},
      [&](core::Call& call) {
        CHECK(call.cancelled());
        read_late = body_of(call);
        Answer().finish(door.dispatcher(), call.handle());
        cancelled.release();
      });
  door.start();
  const Outcome outcome = door.call("Slow", body, [](grpc::ClientContext& context) {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(1));
  });
  CHECK(outcome.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  cancelled.acquire();
  CHECK(read_late == body);
}

TEST_CASE("a deadline of the host answers too") {
  core::DispatcherOptions options;
  options.pipeline.access_log = false;
  options.pipeline.default_timeout_ns = 20'000'000;
  Held held;
  DoorUnderTest door({}, options);
  door.add("Slow", held.hold());
  door.start();
  const Outcome outcome = door.call("Slow");
  CHECK(outcome.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  CHECK(outcome.status.error_message() == "the deadline has passed");
  CHECK(Answer().finish(door.dispatcher(), held.take()));
}

TEST_CASE("a client that cancels cancels the call, once") {
  Held held;
  std::atomic<int> cancellations{0};
  std::binary_semaphore cancelled{0};
  DoorUnderTest door;
  door.add("Held", held.hold(), [&](core::Call&) {
    ++cancellations;
    cancelled.release();
  });
  door.start();
  const auto call = door.begin("Held");
  const duet_call handle = held.take();
  call->cancel();
  CHECK(call->wait().status.error_code() == grpc::StatusCode::CANCELLED);
  cancelled.acquire();
  CHECK(Answer().finish(door.dispatcher(), handle));
  door.settle();
  CHECK(cancellations == 1);
}

TEST_CASE("a client that disconnects cancels its calls") {
  Held held;
  std::counting_semaphore<> cancelled{0};
  DoorUnderTest door;
  door.add("Held", held.hold(), [&](core::Call& call) {
    Answer().finish(door.dispatcher(), call.handle());
    cancelled.release();
  });
  door.start();
  {
    const auto channel = connect(door.port());
    std::vector<std::unique_ptr<ClientCall>> calls;
    for (int i = 0; i < 20; ++i) {
      calls.push_back(std::make_unique<ClientCall>(channel, "/test.v1.Greeter/Held", "x", nullptr));
      held.take();
    }
    for (const auto& call : calls) call->cancel();
    for (const auto& call : calls) call->wait();
  }
  for (int i = 0; i < 20; ++i) cancelled.acquire();
}

TEST_CASE("answers race with cancellations and nothing is lost or done twice") {
  Held held;
  DoorUnderTest door;
  door.add("Held", held.hold());
  door.start();
  constexpr int kRounds = 50;
  constexpr int kCalls = 8;
  int answered = 0;
  int cancelled = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::unique_ptr<ClientCall>> calls;
    std::vector<duet_call> handles;
    for (int i = 0; i < kCalls; ++i) calls.push_back(door.begin("Held", "x"));
    for (int i = 0; i < kCalls; ++i) handles.push_back(held.take());
    std::latch both_ready(2);
    std::thread answering([&] {
      both_ready.arrive_and_wait();
      for (const duet_call handle : handles) {
        Answer answer;
        answer.body = {"answer"};
        CHECK(answer.finish(door.dispatcher(), handle));
      }
    });
    both_ready.arrive_and_wait();
    for (const auto& call : calls) call->cancel();
    for (const auto& call : calls) {
      const grpc::StatusCode code = call->wait().status.error_code();
      if (code == grpc::StatusCode::OK) ++answered;
      if (code == grpc::StatusCode::CANCELLED) ++cancelled;
    }
    answering.join();
  }
  CHECK(answered + cancelled == kRounds * kCalls);
}

TEST_CASE("thousands of calls at the same time, answered by several threads") {
  Held held;
  DoorUnderTest door;
  door.add("Held", held.hold());
  door.start();
  constexpr int kConnections = 4;
  constexpr int kCallsEach = 600;
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  std::vector<std::unique_ptr<ClientCall>> calls;
  for (int i = 0; i < kConnections; ++i) channels.push_back(connect(door.port()));
  for (int i = 0; i < kConnections * kCallsEach; ++i) {
    calls.push_back(std::make_unique<ClientCall>(channels[i % kConnections], "/test.v1.Greeter/Held",
                                                 "call " + std::to_string(i), nullptr));
  }
  std::vector<duet_call> handles;
  for (int i = 0; i < kConnections * kCallsEach; ++i) handles.push_back(held.take());
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < handles.size(); i += 3) {
        Answer answer;
        answer.body = {body_of(*door.dispatcher().find(handles[i]))};
        CHECK(answer.finish(door.dispatcher(), handles[i]));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Outcome outcome = calls[i]->wait();
    REQUIRE(outcome.status.ok());
    REQUIRE(outcome.body == "call " + std::to_string(i));
  }
}

}  // namespace
}  // namespace duet::test
