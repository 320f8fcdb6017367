// The call pipeline: its stages and, in make_pipeline(), their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/stage.hpp"

namespace duet::core {

class Timers;

/// What the stages are made from. Times in nanoseconds; 0 switches the thing off.
struct PipelineOptions {
  bool access_log = true;
  std::uint64_t max_in_flight = 0;
  std::int64_t default_timeout_ns = 0;
  std::int64_t max_timeout_ns = 0;
};

class Pipeline {
 public:
  explicit Pipeline(std::vector<std::unique_ptr<Stage>> stages) : stages_(std::move(stages)) {}

  /// Runs the stages' before() in order until one refuses. False with `failure` set if one did.
  bool enter(Call& call, Failure& failure);
  /// Runs after() of the stages that the call has entered, in reverse.
  void leave(Call& call, const duet_reply& reply) noexcept;

 private:
  std::vector<std::unique_ptr<Stage>> stages_;
};

/// The stages that `options` ask for, outermost first. `timers` outlives the pipeline.
Pipeline make_pipeline(const PipelineOptions& options, Timers& timers);

}  // namespace duet::core
