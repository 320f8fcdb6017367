// The two clocks of the host, both in nanoseconds. Deadlines and measurements use the monotonic one (CLOCK_MONOTONIC,
// as the plugin ABI does); the wall clock is only for what people read. Every function may be called from any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace duet::base {

// Nanoseconds of CLOCK_MONOTONIC. Never goes back; means nothing outside this machine and this boot.
std::int64_t monotonic_ns();

// Nanoseconds since 1970-01-01T00:00:00Z. May jump when somebody sets the clock.
std::int64_t wall_ns();

// What code takes that must be testable without waiting. A `const Clock&` is borrowed and outlives its user.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t monotonic_ns() const = 0;
  virtual std::int64_t wall_ns() const = 0;
};

// The real clock. Lives as long as the process.
const Clock& system_clock();

// A clock that stands still until it is told to move. Monotonic and wall time advance together.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t monotonic_ns = 0, std::int64_t wall_ns = 0)
      : monotonic_ns_(monotonic_ns), wall_offset_ns_(wall_ns - monotonic_ns) {}

  void advance(std::int64_t by_ns) { monotonic_ns_.fetch_add(by_ns); }

  std::int64_t monotonic_ns() const override { return monotonic_ns_.load(); }
  std::int64_t wall_ns() const override { return monotonic_ns_.load() + wall_offset_ns_; }

 private:
  std::atomic<std::int64_t> monotonic_ns_;
  const std::int64_t wall_offset_ns_;
};

}  // namespace duet::base
