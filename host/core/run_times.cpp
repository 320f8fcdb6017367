#include "core/run_times.hpp"

#include <algorithm>
#include <bit>

namespace duet::core {

void RunTimes::record(std::int64_t ns, std::uint64_t weight) {
  const auto bits = static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 0))));
  buckets_[std::min(bits, buckets_.size() - 1)].fetch_add(weight, std::memory_order_relaxed);
  if (is_new()) records_.fetch_add(1, std::memory_order_relaxed);
  std::int64_t most = most_ns_.load(std::memory_order_relaxed);
  while (ns > most && !most_ns_.compare_exchange_weak(most, ns, std::memory_order_relaxed)) continue;
}

RunTimes::Summary RunTimes::summary() const {
  Summary summary;
  std::array<std::uint64_t, 64> counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = buckets_[i].load(std::memory_order_relaxed);
    summary.runs += counts[i];
  }
  summary.most_ns = most_ns_.load(std::memory_order_relaxed);
  const auto percentile = [&](std::uint64_t percent) {
    std::uint64_t left = (summary.runs * percent + 99) / 100;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] >= left) return std::min<std::int64_t>((std::int64_t{1} << i) - 1, summary.most_ns);
      left -= counts[i];
    }
    return summary.most_ns;
  };
  if (summary.runs > 0) {
    summary.median_ns = percentile(50);
    summary.p99_ns = percentile(99);
  }
  return summary;
}

bool RunTimes::judge(std::int64_t ns, bool on_door) {
  if (on_door) {
    if (ns < kSlowNs) return false;
    quick_in_a_row_.store(0, std::memory_order_relaxed);
    const std::uint32_t needed = needed_.load(std::memory_order_relaxed);
    needed_.store(std::min(needed * 4, kMostQuickRuns), std::memory_order_relaxed);
    return fits_door_.exchange(false, std::memory_order_relaxed);
  }
  if (ns >= kQuickNs) {
    quick_in_a_row_.store(0, std::memory_order_relaxed);
    return false;
  }
  const std::uint32_t row = quick_in_a_row_.fetch_add(1, std::memory_order_relaxed) + 1;
  return row >= needed_.load(std::memory_order_relaxed) && !fits_door_.exchange(true, std::memory_order_relaxed);
}

}  // namespace duet::core
