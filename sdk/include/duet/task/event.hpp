// A value that is set once, from any thread, and that a coroutine can wait for.
//
//   duet::Event<Quote> arrived;
//   client_.request(symbol, [arrived](Quote quote) { arrived.set(std::move(quote)); });
//   duet::Result<Quote> quote = co_await arrived;
//
// The answer is the value, or CANCELLED or DEADLINE_EXCEEDED when the call ends first; the value may then still be set,
// and goes to nobody. Copies stand for the same event. One coroutine may wait for it, once.
#pragma once

#include <coroutine>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "../result.hpp"
#include "driver.hpp"

namespace duet {
namespace detail {
template <class T>
class EventAwaiter;
}

template <class T>
class Event {
 public:
  Event() : shared_(std::make_shared<Shared>()) {}

  // Sets the value and wakes the coroutine that waits. The first one counts; false if there was one before. [any]
  bool set(T value) const {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->phase == Phase::kTaken || shared_->value) return false;
    shared_->value.emplace(std::move(value));
    // Still under the lock: a cancelled call takes its driver back under the same lock, before it goes away.
    if (auto* waiter = std::exchange(shared_->waiter, nullptr)) waiter->wake(shared_->tag, std::chrono::nanoseconds(0));
    return true;
  }
  // [any]
  bool is_set() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->phase == Phase::kTaken || shared_->value.has_value();
  }

 private:
  friend class detail::EventAwaiter<T>;
  enum class Phase { kOpen, kAwaited, kTaken };

  struct Shared {
    std::mutex mutex;
    std::optional<T> value;
    Phase phase = Phase::kOpen;
    detail::Driver* waiter = nullptr;
    std::uint64_t tag = 0;
  };
  std::shared_ptr<Shared> shared_;
};

namespace detail {

template <class T>
class EventAwaiter final : public Suspension {
  using Shared = typename Event<T>::Shared;
  using Phase = typename Event<T>::Phase;

 public:
  EventAwaiter(Driver& driver, const Event<T>& event) : driver_(driver), shared_(event.shared_) {}

  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    const std::lock_guard lock(shared_->mutex);
    is_second_ = shared_->phase != Phase::kOpen;
    if (is_second_) return false;
    shared_->phase = Phase::kAwaited;
    if (shared_->value || driver_.cancelled()) return false;
    shared_->waiter = &driver_;
    shared_->tag = driver_.suspend(handle, this);
    return true;
  }
  Result<T> await_resume() {
    if (is_second_) return failed_precondition("an event can be awaited once, by one coroutine");
    const std::lock_guard lock(shared_->mutex);
    shared_->phase = Phase::kTaken;
    if (!shared_->value) return end_of_call(driver_.deadline_passed());
    return std::move(*shared_->value);
  }
  bool give_up() override {
    const std::lock_guard lock(shared_->mutex);
    // Without a waiter the value was set in the meantime, and the wake-up is on its way.
    return std::exchange(shared_->waiter, nullptr) != nullptr;
  }

 private:
  Driver& driver_;
  std::shared_ptr<Shared> shared_;
  bool is_second_ = false;
};

}  // namespace detail
}  // namespace duet
