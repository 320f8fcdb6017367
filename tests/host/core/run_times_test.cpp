// Measured times, what they decide, and the watchdog.
#include "core/run_times.hpp"

#include <doctest/doctest.h>

#include <duet/abi/description.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>

#include "base/clock.hpp"
#include "core/dispatcher.hpp"
#include "core/method.hpp"
#include "core/watchdog.hpp"

using namespace duet::core;

namespace {

constexpr std::int64_t kUs = 1000;
constexpr std::int64_t kMs = 1000 * kUs;

duet_reply ok_reply() {
  duet_reply reply{};
  reply.size = sizeof reply;
  return reply;
}

class Sink final : public ReplySink {
 public:
  void answer(Call&, const duet_reply& reply) noexcept override {
    release_slices(reply);
    answer_.set_value();
  }
  void wait() { answer_.get_future().wait(); }

 private:
  std::promise<void> answer_;
};

/// Tells on which thread it ran, and is slow when it is told to be.
class Measured final : public Backend {
 public:
  explicit Measured(Dispatcher& dispatcher) : dispatcher_(dispatcher) {}

  void invoke(Call& call) override {
    ran_on = std::this_thread::get_id();
    if (slow) {
      // By the clock that measures it: the time is what the test is about.
      const std::int64_t end_ns = duet::base::monotonic_ns() + 2 * RunTimes::kSlowNs;
      while (duet::base::monotonic_ns() < end_ns) std::this_thread::yield();
    }
    dispatcher_.finish(call.handle(), ok_reply());
  }
  void cancel(Call&) override {}
  void resume(Call&, std::uint64_t) override {}

  std::thread::id ran_on;
  bool slow = false;

 private:
  Dispatcher& dispatcher_;
};

struct Fixture {
  Fixture() {
    DispatcherOptions options;
    options.pipeline.access_log = false;
    dispatcher = std::make_unique<Dispatcher>(options);
    backend = std::make_shared<Measured>(*dispatcher);
    method.backend = backend;
    method.full_name = "a.S/M";
    method.execution = Execution::kAuto;
  }
  // True if it ran on this thread.
  bool call() {
    Sink sink;
    {
      const CallRef call = dispatcher->begin(sink);
      call->method = &method;
      dispatcher->dispatch(call);
      sink.wait();
    }
    while (dispatcher->in_progress() > 0) std::this_thread::yield();
    return backend->ran_on == std::this_thread::get_id();
  }

  std::unique_ptr<Dispatcher> dispatcher;
  std::shared_ptr<Measured> backend;
  Method method;
};

}  // namespace

TEST_CASE("times are told by percentiles, right by a factor of two") {
  RunTimes times;
  CHECK(times.summary().runs == 0);
  for (int i = 0; i < 98; ++i) times.record(3 * kUs);
  times.record(900 * kUs);
  times.record(5 * kMs);
  const RunTimes::Summary summary = times.summary();
  CHECK(summary.runs == 100);
  CHECK(summary.median_ns >= 3 * kUs);
  CHECK(summary.median_ns < 6 * kUs);
  CHECK(summary.p99_ns >= 900 * kUs);
  CHECK(summary.p99_ns < 1800 * kUs);
  CHECK(summary.most_ns == 5 * kMs);
}

TEST_CASE("the first run of a method that its author runs on the door's thread is told") {
  Fixture fixture;
  fixture.method.execution = Execution::kInline;
  CHECK(fixture.call());
  CHECK(fixture.method.run_times->summary().runs == 1);
}

TEST_CASE("one run may stand for several") {
  RunTimes times;
  times.record(kUs, 8);
  CHECK(times.summary().runs == 8);
}

TEST_CASE("a method earns the door's thread by quick runs in a row, and each time that it loses it by more of them") {
  RunTimes times;
  std::uint32_t needed = RunTimes::kQuickRuns;
  for (int round = 0; round < 3; ++round, needed *= 4) {
    for (std::uint32_t i = 1; i < needed; ++i) CHECK_FALSE(times.judge(kUs, false));
    CHECK_FALSE(times.judge(RunTimes::kQuickNs, false));  // Not quick: all over again.
    for (std::uint32_t i = 1; i < needed; ++i) CHECK_FALSE(times.judge(kUs, false));
    CHECK_FALSE(times.fits_door());
    CHECK(times.judge(kUs, false));
    CHECK(times.fits_door());
    CHECK_FALSE(times.judge(RunTimes::kSlowNs - 1, true));
    CHECK(times.judge(RunTimes::kSlowNs, true));
    CHECK_FALSE(times.fits_door());
  }
}

TEST_CASE("calls start on the pool, come to the door's thread, and leave it after a slow one") {
  Fixture fixture;
  CHECK_FALSE(fixture.call());
  // A busy machine may make any of them look slow.
  for (int i = 0; i < 100'000 && !fixture.method.run_times->fits_door(); ++i) fixture.call();
  REQUIRE(fixture.method.run_times->fits_door());
  fixture.backend->slow = true;
  CHECK(fixture.call());
  fixture.backend->slow = false;
  CHECK_FALSE(fixture.call());
  CHECK(fixture.method.run_times->summary().most_ns >= 2 * RunTimes::kSlowNs);
}

TEST_CASE("a handler that holds a door's thread is told while it runs, once, by its call") {
  std::atomic<int> told{0};
  std::promise<duet_call> first;
  Watchdog watchdog(20 * kMs, [&](duet_call call, std::int64_t held_ns) {
    CHECK(held_ns >= 20 * kMs);
    if (told++ == 0) first.set_value(call);
  });
  {
    const Watchdog::Watch outer(watchdog, 7, duet::base::monotonic_ns());
    { const Watchdog::Watch quick(watchdog, 8, duet::base::monotonic_ns()); }
    CHECK(first.get_future().get() == 7);
    const std::int64_t end_ns = duet::base::monotonic_ns() + 40 * kMs;
    while (duet::base::monotonic_ns() < end_ns) std::this_thread::yield();
  }
  CHECK(told == 1);
}

TEST_CASE("a watchdog without a limit watches nothing") {
  Watchdog watchdog(0, [](duet_call, std::int64_t) { FAIL("told"); });
  const Watchdog::Watch watch(watchdog, 7, duet::base::monotonic_ns() - 1'000'000 * kMs);
}
