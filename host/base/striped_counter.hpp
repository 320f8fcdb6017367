// A counter for hot paths: threads add without contending, and reading is the slow side.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace duet::base {

/// Counts up, on one of several cache lines chosen by thread. value() sums them up: exact when nobody adds meanwhile.
class StripedCounter {
 public:
  void add(std::uint64_t n = 1) { stripes_[stripe()].count.fetch_add(n, std::memory_order_release); }

  std::uint64_t value() const {
    std::uint64_t sum = 0;
    for (const auto& stripe : stripes_) sum += stripe.count.load(std::memory_order_acquire);
    return sum;
  }

 private:
  static constexpr std::size_t kStripes = 16;
  struct alignas(64) Stripe {
    std::atomic<std::uint64_t> count{0};
  };

  static std::size_t stripe() {
    static std::atomic<std::size_t> next{0};
    static thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed) % kStripes;
    return mine;
  }

  std::array<Stripe, kStripes> stripes_;
};

}  // namespace duet::base
