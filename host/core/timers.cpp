#include "core/timers.hpp"

#include <chrono>

#include "base/clock.hpp"

namespace duet::core {

Timers::Timers() : tick_(base::monotonic_ns() / kTickNs), thread_([this] { run(); }) {}

Timers::~Timers() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool Timers::arm(Timer& timer, std::int64_t due_ns) {
  std::unique_lock lock(mutex_);
  const bool was_armed = timer.armed_;
  if (was_armed) unlink(timer);
  if (armed_ == 0) tick_ = base::monotonic_ns() / kTickNs;  // The wheel stood still while it was empty.
  timer.due_tick_ = std::max(due_ns / kTickNs + 1, tick_ + 1);
  link(timer);
  const bool was_empty = armed_ == 1;
  lock.unlock();
  if (was_empty) wake_.notify_one();
  return !was_armed;
}

bool Timers::disarm(Timer& timer) {
  std::lock_guard lock(mutex_);
  if (!timer.armed_) return false;
  unlink(timer);
  return true;
}

void Timers::link(Timer& timer) {
  Timer*& head = slots_[static_cast<std::size_t>(timer.due_tick_) % kSlots];
  timer.previous_ = nullptr;
  timer.next_ = head;
  if (head != nullptr) head->previous_ = &timer;
  head = &timer;
  timer.armed_ = true;
  ++armed_;
}

void Timers::unlink(Timer& timer) {
  if (timer.previous_ != nullptr) {
    timer.previous_->next_ = timer.next_;
  } else {
    slots_[static_cast<std::size_t>(timer.due_tick_) % kSlots] = timer.next_;
  }
  if (timer.next_ != nullptr) timer.next_->previous_ = timer.previous_;
  timer.armed_ = false;
  --armed_;
}

void Timers::fire_due(std::unique_lock<std::mutex>& lock, std::int64_t now_tick) {
  // After a long stall one turn of the wheel visits every slot; more turns would find nothing new.
  const std::int64_t first = std::max(tick_ + 1, now_tick - static_cast<std::int64_t>(kSlots) + 1);
  for (std::int64_t tick = first; tick <= now_tick; ++tick) {
    const std::size_t slot = static_cast<std::size_t>(tick) % kSlots;
    tick_ = tick;  // What is armed while the lock is open goes behind this slot.
    for (Timer* timer = slots_[slot]; timer != nullptr;) {
      if (timer->due_tick_ > now_tick) {
        timer = timer->next_;
        continue;
      }
      unlink(*timer);
      lock.unlock();
      timer->fire(*timer);
      lock.lock();
      timer = slots_[slot];  // The list may have changed while the lock was open.
    }
  }
  tick_ = now_tick;
}

void Timers::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (armed_ == 0) {
      wake_.wait(lock, [this] { return stopping_ || armed_ > 0; });
      continue;
    }
    wake_.wait_for(lock, std::chrono::nanoseconds(kTickNs));
    fire_due(lock, base::monotonic_ns() / kTickNs);
  }
}

}  // namespace duet::core
