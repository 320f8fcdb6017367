// Stage: a bound on the calls that are in flight at once.
#pragma once

#include <atomic>
#include <cstdint>

#include "core/code_map.hpp"
#include "core/stage.hpp"

namespace duet::core {

/// Refuses calls with RESOURCE_EXHAUSTED while `limit` others wait for their answers.
class InFlightLimit final : public Stage {
 public:
  explicit InFlightLimit(std::uint64_t limit) : limit_(limit) {}

  bool before(Call&, Failure& failure) override {
    if (in_flight_.fetch_add(1, std::memory_order_relaxed) < limit_) return true;
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
    failure = {kResourceExhausted, "the server is busy: too many calls are in flight; try again later", 0};
    return false;
  }

  void after(Call&, const duet_reply&) noexcept override { in_flight_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> in_flight_{0};
};

}  // namespace duet::core
