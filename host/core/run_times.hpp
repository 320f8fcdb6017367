// How long a method's handler holds the thread that it is started on, and where it is started because of that.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace duet::core {

/// Measured by the dispatcher, from the start of a handler until it returns or, if it is a coroutine, first waits. All
/// functions from any thread.
class RunTimes {
 public:
  /// Quicker ones count as quick, and so many in a row earn the door's thread.
  static constexpr std::int64_t kQuickNs = 50'000;
  static constexpr std::uint32_t kQuickRuns = 64;
  /// One run on a door's thread that takes longer sends the method back to the pool.
  static constexpr std::int64_t kSlowNs = 1'000'000;

  struct Summary {
    std::uint64_t runs = 0;  // measured ones stand for those that were not
    std::int64_t median_ns = 0;
    std::int64_t p99_ns = 0;
    std::int64_t most_ns = 0;
  };

  /// A run; `weight`: how many runs it stands for.
  void record(std::int64_t ns, std::uint64_t weight = 1);
  /// Is so little known yet that every run counts?
  bool is_new() const { return records_.load(std::memory_order_relaxed) < kQuickRuns; }
  /// Percentiles are the upper end of their bucket: right by a factor of two.
  Summary summary() const;

  /// May a method that is to run where it fits run on a door's thread? At first not: nothing is known about it.
  bool fits_door() const { return fits_door_.load(std::memory_order_relaxed); }
  /// Judges a run of such a method. True if fits_door() has changed by it. Each time that a method is sent back it has
  /// to be quick for longer, so that one whose times vary does not go to and fro.
  bool judge(std::int64_t ns, bool on_door);

 private:
  static constexpr std::uint32_t kMostQuickRuns = 1'000'000;

  std::array<std::atomic<std::uint64_t>, 64> buckets_{};  // by the bits of the nanoseconds
  std::atomic<std::int64_t> most_ns_{0};
  std::atomic<std::uint32_t> records_{0};  // until it is not new any more
  std::atomic<bool> fits_door_{false};
  std::atomic<std::uint32_t> quick_in_a_row_{0};
  std::atomic<std::uint32_t> needed_{kQuickRuns};
};

}  // namespace duet::core
