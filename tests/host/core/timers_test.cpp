#include "core/timers.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <memory>
#include <vector>

#include "base/clock.hpp"

using duet::base::monotonic_ns;
using duet::core::Timer;
using duet::core::Timers;

namespace {
constexpr std::int64_t kMs = 1'000'000;

struct Fired {
  std::promise<std::int64_t> at;
};

void arm_with(Timers& timers, Timer& timer, Fired& fired, std::int64_t due) {
  timer.subject = &fired;
  timer.fire = [](Timer& t) noexcept { static_cast<Fired*>(t.subject)->at.set_value(monotonic_ns()); };
  timers.arm(timer, due);
}
}  // namespace

TEST_CASE("timers fire in time order and never early") {
  Timers timers;
  std::array<Timer, 3> timer;
  std::array<Fired, 3> fired;
  const std::int64_t now = monotonic_ns();
  const std::array<std::int64_t, 3> due{now + 30 * kMs, now + 10 * kMs, now - kMs};
  for (std::size_t i = 0; i < 3; ++i) arm_with(timers, timer[i], fired[i], due[i]);
  for (std::size_t i = 0; i < 3; ++i) CHECK(fired[i].at.get_future().get() >= due[i]);
}

TEST_CASE("a timer further away than one turn of the wheel waits for its turn") {
  Timers timers;
  Timer timer;
  Fired fired;
  const std::int64_t due = monotonic_ns() + 2100 * kMs;
  arm_with(timers, timer, fired, due);
  CHECK(fired.at.get_future().get() >= due);
}

TEST_CASE("a disarmed timer never fires") {
  Timers timers;
  Timer timer;
  Fired fired;
  arm_with(timers, timer, fired, monotonic_ns() + 3600'000 * kMs);
  CHECK(timers.disarm(timer));
  CHECK_FALSE(timers.disarm(timer));
}

TEST_CASE("arming again moves the timer") {
  Timers timers;
  Timer timer;
  Fired fired;
  arm_with(timers, timer, fired, monotonic_ns() + 3600'000 * kMs);
  const std::int64_t due = monotonic_ns() + 5 * kMs;
  CHECK_FALSE(timers.arm(timer, due));
  CHECK(fired.at.get_future().get() >= due);
}

TEST_CASE("many threads arm and disarm") {
  Timers timers;
  std::atomic<int> fired{0};
  std::atomic<int> disarmed{0};
  constexpr int kThreads = 4, kEach = 2000;
  std::vector<std::unique_ptr<Timer>> all;
  for (int i = 0; i < kThreads * kEach; ++i) {
    all.push_back(std::make_unique<Timer>());
    all.back()->subject = &fired;
    all.back()->fire = [](Timer& t) noexcept { ++*static_cast<std::atomic<int>*>(t.subject); };
  }
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        Timer& timer = *all[static_cast<std::size_t>(t * kEach + i)];
        timers.arm(timer, monotonic_ns() + (i % 8) * kMs);
        if (i % 2 == 0 && timers.disarm(timer)) ++disarmed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  while (fired + disarmed < kThreads * kEach) std::this_thread::yield();
  CHECK(fired + disarmed == kThreads * kEach);
}
