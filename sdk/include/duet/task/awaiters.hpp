// How the waiting is done: sleep and yield.
#pragma once

#include <chrono>
#include <coroutine>

#include "awaitables.hpp"
#include "driver.hpp"

namespace duet::detail {

class SleepAwaiter final : public Suspension {
 public:
  SleepAwaiter(Driver& driver, std::chrono::nanoseconds duration) : driver_(driver), duration_(duration) {}

  bool await_ready() {
    was_cancelled_ = driver_.cancelled();
    return was_cancelled_ || duration_ <= std::chrono::nanoseconds(0);
  }
  bool await_suspend(std::coroutine_handle<> handle) {
    if (driver_.wake(driver_.suspend(handle, this), duration_)) return true;
    // The host knows the call no longer: to the coroutine that is a cancellation.
    driver_.unsuspend();
    was_cancelled_ = true;
    return false;
  }
  bool await_resume() const { return !was_cancelled_; }
  bool give_up() override {
    was_cancelled_ = true;
    return true;
  }

 private:
  Driver& driver_;
  std::chrono::nanoseconds duration_;
  bool was_cancelled_ = false;
};

class YieldAwaiter final : public Suspension {
 public:
  explicit YieldAwaiter(Driver& driver) : driver_(driver) {}

  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    if (driver_.wake(driver_.suspend(handle, this), std::chrono::nanoseconds(0))) return true;
    driver_.unsuspend();
    return false;
  }
  void await_resume() const {}
  bool give_up() override { return false; }

 private:
  Driver& driver_;
};

}  // namespace duet::detail
