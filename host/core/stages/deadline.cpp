#include "core/stages/deadline.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "core/call.hpp"
#include "core/code_map.hpp"

namespace duet::core {
namespace {

Failure passed() { return {kDeadlineExceeded, "the deadline has passed", 0}; }

}  // namespace

bool Deadline::before(Call& call, Failure& failure) {
  std::int64_t& due = call.request.deadline_ns;
  if (due == 0 && default_timeout_ns_ > 0) due = call.started_ns() + default_timeout_ns_;
  if (max_timeout_ns_ > 0) {
    const std::int64_t latest = call.started_ns() + max_timeout_ns_;
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
