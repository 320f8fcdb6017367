// Tasks on their own: a driver with nothing around it, under a host table that only notes what is asked of it.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <duet/task.hpp>
#include <duet/task/awaitables.hpp>

namespace {

using namespace std::chrono_literals;

struct Wish {
  std::uint64_t tag;
  std::int64_t delay_ns;
};

// A host that resumes nothing by itself: the test does, in the order that it wants to see.
struct PuppetHost {
  PuppetHost() {
    table.size = sizeof table;
    table.host = this;
    table.cancelled = [](void* self, duet_call) { return static_cast<PuppetHost*>(self)->cancelled ? 1 : 0; };
    table.resume = [](void* self, duet_call, std::uint64_t tag, std::int64_t delay) -> duet_code {
      auto& host = *static_cast<PuppetHost*>(self);
      if (host.refuses) return 9;
      host.wishes.push_back({tag, delay});
      return 0;
    };
  }
  duet_host table{};
  bool cancelled = false;
  bool refuses = false;
  std::vector<Wish> wishes;
};

template <class T>
class Runner final : public duet::detail::Driver {
 public:
  Runner(const PuppetHost& host, duet::Task<T> task, std::int64_t deadline_ns = 0)
      : Driver(&host.table, 1, deadline_ns), task_(std::move(task)) {}
  void begin() {
    auto handle = duet::detail::TaskAccess::handle(task_);
    handle.promise().attach(*this, {});
    run(handle);
  }
  T take() { return duet::detail::TaskAccess::handle(task_).promise().take(); }
  int completions = 0;

 private:
  void complete() noexcept override { ++completions; }
  duet::Task<T> task_;
};

duet::Task<int> number(int n) { co_return n; }
duet::Task<int> sum(int depth) {
  if (depth == 0) co_return 0;
  const int rest = co_await sum(depth - 1);
  co_return rest + 1;
}
duet::Task<int> many(int count) {
  int total = 0;
  for (int i = 0; i < count; ++i) total += co_await number(1);
  co_return total;
}
duet::Task<void> nothing() { co_return; }
duet::Task<int> awaits_nothing() {
  co_await nothing();
  duet::Task<int> named = number(3);
  co_return co_await std::move(named);
}

TEST_CASE("a task runs when it is begun, and not before") {
  PuppetHost host;
  bool ran = false;
  const auto make = [](bool& flag) -> duet::Task<int> {
    flag = true;
    co_return 5;
  };
  Runner<int> runner(host, make(ran));
  CHECK_FALSE(ran);
  runner.begin();
  CHECK(ran);
  CHECK(runner.completions == 1);
  CHECK(runner.take() == 5);
}

TEST_CASE("tasks await tasks") {
  PuppetHost host;
  Runner<int> deep(host, sum(100));
  deep.begin();
  CHECK(deep.take() == 100);
  Runner<int> named(host, awaits_nothing());
  named.begin();
  CHECK(named.take() == 3);
}

TEST_CASE("the stack does not grow with the number of tasks that are awaited") {
  PuppetHost host;
  Runner<int> wide(host, many(300'000));
  wide.begin();
  CHECK(wide.take() == 300'000);
  Runner<int> deep(host, sum(30'000));
  deep.begin();
  CHECK(deep.take() == 30'000);
}

duet::Task<int> throws() {
  co_await nothing();
  throw std::runtime_error("thrown in a task");
}
duet::Task<std::string> catches() {
  try {
    co_await throws();
  } catch (const std::runtime_error& error) {
    co_return error.what();
  }
  co_return "";
}

TEST_CASE("an exception travels to who awaits") {
  PuppetHost host;
  Runner<std::string> caught(host, catches());
  caught.begin();
  CHECK(caught.take() == "thrown in a task");
  Runner<int> uncaught(host, throws());
  uncaught.begin();
  CHECK_THROWS_WITH_AS(uncaught.take(), "thrown in a task", std::runtime_error);
}

duet::Task<bool> sleeps(std::chrono::nanoseconds duration) { co_return co_await duet::Sleep{duration}; }

TEST_CASE("a sleep asks the host for its time, and ends with the wake-up that it asked for") {
  PuppetHost host;
  Runner<bool> runner(host, sleeps(5ms));
  runner.begin();
  REQUIRE(host.wishes.size() == 1);
  CHECK(host.wishes[0].delay_ns == 5'000'000);
  CHECK(runner.completions == 0);
  runner.on_resume(host.wishes[0].tag + 1);
  CHECK(runner.completions == 0);
  runner.on_resume(host.wishes[0].tag);
  CHECK(runner.completions == 1);
  CHECK(runner.take());
}

TEST_CASE("cancellation ends a sleep, and a late wake-up finds nobody") {
  PuppetHost host;
  Runner<bool> runner(host, sleeps(5ms));
  runner.begin();
  runner.on_cancel();
  CHECK(runner.completions == 1);
  CHECK_FALSE(runner.take());
  runner.on_resume(host.wishes[0].tag);
  CHECK(runner.completions == 1);
}

TEST_CASE("who is cancelled does not sleep, and no time is no sleep") {
  PuppetHost host;
  Runner<bool> none(host, sleeps(0ms));
  none.begin();
  CHECK(none.take());
  host.cancelled = true;
  Runner<bool> cancelled(host, sleeps(5ms));
  cancelled.begin();
  CHECK_FALSE(cancelled.take());
  CHECK(host.wishes.empty());
}

TEST_CASE("a host that refuses to wake does not leave a coroutine asleep") {
  PuppetHost host;
  host.refuses = true;
  Runner<bool> runner(host, sleeps(5ms));
  runner.begin();
  CHECK(runner.completions == 1);
  CHECK_FALSE(runner.take());
}

duet::Task<int> yields() {
  co_await duet::Yield{};
  co_return 1;
}

TEST_CASE("yield comes back, cancelled or not") {
  PuppetHost host;
  Runner<int> runner(host, yields());
  runner.begin();
  REQUIRE(host.wishes.size() == 1);
  CHECK(host.wishes[0].delay_ns == 0);
  runner.on_cancel();
  CHECK(runner.completions == 0);
  runner.on_resume(host.wishes[0].tag);
  CHECK(runner.completions == 1);
}

duet::Task<duet::Result<int>> awaits(duet::Event<int> event) { co_return co_await event; }

TEST_CASE("an event that is set already is not waited for") {
  PuppetHost host;
  const duet::Event<int> event;
  CHECK(event.set(4));
  CHECK(event.is_set());
  CHECK_FALSE(event.set(5));
  Runner<duet::Result<int>> runner(host, awaits(event));
  runner.begin();
  CHECK(host.wishes.empty());
  CHECK(*runner.take() == 4);
}

TEST_CASE("setting an event wakes who waits for it") {
  PuppetHost host;
  const duet::Event<int> event;
  Runner<duet::Result<int>> runner(host, awaits(event));
  runner.begin();
  CHECK(host.wishes.empty());
  CHECK(event.set(4));
  REQUIRE(host.wishes.size() == 1);
  runner.on_resume(host.wishes[0].tag);
  CHECK(*runner.take() == 4);
}

TEST_CASE("cancellation ends the wait for an event, which can still be set") {
  PuppetHost host;
  const duet::Event<int> event;
  Runner<duet::Result<int>> runner(host, awaits(event));
  runner.begin();
  runner.on_cancel();
  CHECK(runner.completions == 1);
  CHECK(runner.take().status().code() == duet::Code::kCancelled);
  CHECK_FALSE(event.set(4));
  CHECK(host.wishes.empty());
}

TEST_CASE("an event that was set before the cancellation is delivered") {
  PuppetHost host;
  const duet::Event<int> event;
  Runner<duet::Result<int>> runner(host, awaits(event));
  runner.begin();
  CHECK(event.set(4));
  runner.on_cancel();
  CHECK(runner.completions == 0);
  runner.on_resume(host.wishes[0].tag);
  CHECK(*runner.take() == 4);
}

TEST_CASE("a deadline that has passed is told from a caller who has gone") {
  PuppetHost host;
  const duet::Event<int> event;
  Runner<duet::Result<int>> runner(host, awaits(event), /*deadline_ns=*/1);
  runner.begin();
  runner.on_cancel();
  CHECK(runner.take().status().code() == duet::Code::kDeadlineExceeded);
}

duet::Task<duet::Result<int>> awaits_twice(duet::Event<int> event) {
  const duet::Result<int> first = co_await event;
  co_return co_await event;
}

TEST_CASE("an event gives its value once") {
  PuppetHost host;
  const duet::Event<int> event;
  event.set(1);
  Runner<duet::Result<int>> runner(host, awaits_twice(event));
  runner.begin();
  CHECK(runner.take().status().code() == duet::Code::kFailedPrecondition);
}

TEST_CASE("a task that was never begun frees what it holds") {
  const auto held = std::make_shared<int>(1);
  {
    const auto make = [](std::shared_ptr<int> kept) -> duet::Task<int> { co_return *kept; };
    duet::Task<int> task = make(held);
    CHECK(held.use_count() == 2);
    duet::Task<int> other = std::move(task);
    other = duet::Task<int>();
  }
  CHECK(held.use_count() == 1);
}

}  // namespace
