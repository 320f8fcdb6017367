// Timers for many calls at once: deadlines and delayed resumes.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace duet::core {

/// One timer. It lives inside the thing that it times and is armed in at most one Timers at a time.
struct Timer {
  /// Runs on the timer thread when the time has come; must not block. The timer is no longer armed by then.
  void (*fire)(Timer&) noexcept = nullptr;
  /// What is timed: for `fire` to know.
  void* subject = nullptr;

  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  friend class Timers;
  Timer* next_ = nullptr;
  Timer* previous_ = nullptr;
  std::int64_t due_tick_ = 0;
  bool armed_ = false;
};

/// A hashed wheel of timers and the thread that turns it. Arming and disarming are O(1) and allocate nothing; a timer
/// fires up to two ticks (4 ms) after its time, never before it. All functions may be called from any thread.
class Timers {
 public:
  Timers();
  /// Timers still armed never fire.
  ~Timers();
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  /// Arms `timer` for `due_ns` (CLOCK_MONOTONIC). A timer that is armed already is moved. True if it was not armed.
  bool arm(Timer& timer, std::int64_t due_ns);

  /// True if the timer was armed and now never fires; false if it was not armed or is firing right now.
  bool disarm(Timer& timer);

 private:
  static constexpr std::int64_t kTickNs = 2'000'000;
  static constexpr std::size_t kSlots = 1024;

  void run();
  void fire_due(std::unique_lock<std::mutex>& lock, std::int64_t now_tick);
  void link(Timer& timer);
  void unlink(Timer& timer);

  std::mutex mutex_;
  std::condition_variable wake_;
  // Guarded by mutex_.
  std::array<Timer*, kSlots> slots_{};
  std::int64_t tick_ = 0;
  std::size_t armed_ = 0;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace duet::core
