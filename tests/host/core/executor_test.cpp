#include "core/executor.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>

using duet::core::Executor;
using duet::core::Work;

namespace {
struct Gate {
  std::promise<void> entered;
  std::promise<void> open;
};

Work wait_at(Gate& gate) {
  return {[](void* subject) noexcept {
            auto& at = *static_cast<Gate*>(subject);
            at.entered.set_value();
            at.open.get_future().wait();
          },
          &gate};
}

Work count(std::atomic<int>& counter) {
  return {[](void* subject) noexcept { ++*static_cast<std::atomic<int>*>(subject); }, &counter};
}
}  // namespace

TEST_CASE("a full queue refuses, and what was taken is run before the end") {
  std::atomic<int> ran{0};
  {
    Gate gate;
    Executor executor(1, 2);
    REQUIRE(executor.try_submit(wait_at(gate)));
    gate.entered.get_future().wait();
    CHECK(executor.try_submit(count(ran)));
    CHECK(executor.try_submit(count(ran)));
    CHECK_FALSE(executor.try_submit(count(ran)));
    executor.submit(count(ran));  // Events are never refused.
    gate.open.set_value();
  }
  CHECK(ran == 3);
}

TEST_CASE("a queue of length 0 still takes work for an idle thread") {
  std::atomic<int> ran{0};
  Executor executor(1, 0);
  while (!executor.try_submit(count(ran))) std::this_thread::yield();
  while (ran == 0) std::this_thread::yield();
}
