// A complaint that may come up a million times a second, and is logged once in a while.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "base/clock.hpp"

namespace duet::plugins {

/// Counts occurrences and says which of them to log: the first, then at most one in kIntervalNs. [any thread]
class Notice {
 public:
  explicit Notice(const base::Clock& clock = base::system_clock()) : clock_(clock) {}

  /// Counts one. True if it is to be logged.
  bool count() {
    count_.fetch_add(1, std::memory_order_relaxed);
    const std::int64_t now = clock_.monotonic_ns();
    std::int64_t due = due_ns_.load(std::memory_order_relaxed);
    return now >= due && due_ns_.compare_exchange_strong(due, now + kIntervalNs, std::memory_order_relaxed);
  }

  std::uint64_t total() const { return count_.load(std::memory_order_relaxed); }

  static constexpr std::int64_t kIntervalNs = 10'000'000'000;

 private:
  const base::Clock& clock_;
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::int64_t> due_ns_{std::numeric_limits<std::int64_t>::min()};
};

}  // namespace duet::plugins
