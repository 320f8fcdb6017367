#include "base/clock.hpp"

#include <time.h>

namespace duet::base {
namespace {

std::int64_t read_ns(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

class SystemClock final : public Clock {
 public:
  std::int64_t monotonic_ns() const override { return base::monotonic_ns(); }
  std::int64_t wall_ns() const override { return base::wall_ns(); }
};

}  // namespace

std::int64_t monotonic_ns() { return read_ns(CLOCK_MONOTONIC); }

std::int64_t wall_ns() { return read_ns(CLOCK_REALTIME); }

const Clock& system_clock() {
  // Never destroyed: threads may still ask for the time while the process ends.
  static const SystemClock& clock = *new SystemClock;
  return clock;
}

}  // namespace duet::base
