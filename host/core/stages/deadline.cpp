#include "core/stages/deadline.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "core/call.hpp"
#include "core/code_map.hpp"
#include "core/method.hpp"

namespace duet::core {
namespace {

Failure passed() { return {kDeadlineExceeded, "the deadline has passed", 0}; }

}  // namespace

bool Deadline::before(Call& call, Failure& failure) {
  std::int64_t& due = call.request.deadline_ns;
  const bool known = call.method != nullptr;
  const std::int64_t otherwise = known && call.method->timeout_ns > 0 ? call.method->timeout_ns : default_timeout_ns_;
  const std::int64_t most = known && call.method->max_timeout_ns > 0 ? call.method->max_timeout_ns : max_timeout_ns_;
  if (due == 0 && otherwise > 0) due = call.started_ns() + otherwise;
  if (most > 0) {
    const std::int64_t latest = call.started_ns() + most;
    due = due == 0 ? latest : std::min(due, latest);
  }
  if (due == 0) return true;
  if (due <= base::monotonic_ns()) {
    failure = passed();
    return false;
  }
  call.deadline_timer.fire = [](Timer& timer) noexcept {
    const CallRef timed(static_cast<Call*>(timer.subject));
    timed->cancel(passed());
  };
  call.share().release();  // The timer's, until it fires or is disarmed.
  timers_.arm(call.deadline_timer, due);
  return true;
}

void Deadline::after(Call& call, const duet_reply&) noexcept {
  if (call.request.deadline_ns == 0) return;
  if (timers_.disarm(call.deadline_timer)) CallRef(&call).reset();
}

}  // namespace duet::core
