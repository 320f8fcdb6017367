#include "core/pipeline.hpp"

#include "core/call.hpp"
#include "core/stages/access_log.hpp"
#include "core/stages/deadline.hpp"
#include "core/stages/in_flight_limit.hpp"

namespace duet::core {

Pipeline make_pipeline(const PipelineOptions& options, Timers& timers) {
  std::vector<std::unique_ptr<Stage>> stages;

  // Outermost, so that every call is logged with the answer its caller got, refusals by the stages below included.
  if (options.access_log) stages.push_back(std::make_unique<AccessLog>());

  // Before anything that costs: an overloaded host must say so cheaply.
  if (options.max_in_flight > 0) stages.push_back(std::make_unique<InFlightLimit>(options.max_in_flight));

  // Innermost, and it must stay so: once its timer runs, the call can end on another thread at any moment.
  stages.push_back(std::make_unique<Deadline>(options.default_timeout_ns, options.max_timeout_ns, timers));

  // The barrier is not in this list because it is not optional: Dispatcher::run() puts it around the backend alone,
  // inside all of these, so that a handler that throws is logged and counted as any other call that failed.
  return Pipeline(std::move(stages));
}

bool Pipeline::enter(Call& call, Failure& failure) {
  for (const auto& stage : stages_) {
    ++call.stages_entered;  // Before the stage runs: the deadline's timer may fire before before() has returned.
    if (!stage->before(call, failure)) {
      --call.stages_entered;
      return false;
    }
  }
  return true;
}

void Pipeline::leave(Call& call, const duet_reply& reply) noexcept {
  for (std::size_t i = call.stages_entered; i-- > 0;) stages_[i]->after(call, reply);
}

}  // namespace duet::core
