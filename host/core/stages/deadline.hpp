// Stage: the time by which a call must be answered.
#pragma once

#include <cstdint>

#include "core/stage.hpp"
#include "core/timers.hpp"

namespace duet::core {

/// Gives a call its deadline: the caller's, else the default, and never further away than the cap. When it passes, the
/// caller is answered DEADLINE_EXCEEDED at once and the backend is told. Times in nanoseconds; 0 = none.
class Deadline final : public Stage {
 public:
  /// `timers` outlives the stage.
  Deadline(std::int64_t default_timeout_ns, std::int64_t max_timeout_ns, Timers& timers)
      : default_timeout_ns_(default_timeout_ns), max_timeout_ns_(max_timeout_ns), timers_(timers) {}

  bool before(Call& call, Failure& failure) override;
  void after(Call& call, const duet_reply& reply) noexcept override;

 private:
  const std::int64_t default_timeout_ns_;
  const std::int64_t max_timeout_ns_;
  Timers& timers_;
};

}  // namespace duet::core
