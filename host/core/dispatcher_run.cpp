// The part of Dispatcher that runs backends: a call's start, and the events that come after it.
#include <exception>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "core/backend.hpp"
#include "core/code_map.hpp"
#include "core/dispatcher.hpp"
#include "core/method.hpp"
#include "core/text.hpp"

namespace duet::core {
namespace {

constexpr std::string_view kInternalError = "internal error";

void log_exception(const Call& call, std::string_view what) {
  base::log::write(base::log::Level::error, "a call ended in an exception",
                   {{"method", call.method->full_name},
                    {"plugin", call.method->plugin},
                    {"what", what},
                    {"request_id", view(call.request.request_id)}});
}

void log_move(const Method& method, std::int64_t ns, bool to_door) {
  base::log::write(base::log::Level::info,
                   to_door ? "a handler is quick: it runs on the doors' threads now"
                           : "a handler was slow once: it runs on the pool again",
                   {{"method", method.full_name},
                    {"plugin", method.plugin},
                    {"last_run_us", std::to_string(ns / 1000)},
                    {"runs", std::to_string(method.run_times->summary().runs)}});
}

}  // namespace

void Dispatcher::run(Call& call, Place place) noexcept {
  if (call.answered()) {  // It was cancelled while it waited for a thread.
    call.live_handle_.store(0, std::memory_order_release);
    call.drop();
    return;
  }
  const CallRef running = call.share();
  const std::int64_t begun_ns = base::monotonic_ns();
  if (place == Place::kDoor) {
    const Watchdog::Watch watch(watchdog_, call.issued_handle_, begun_ns);
    invoke(call);
  } else {
    invoke(call);
  }
  if (place != Place::kStreamThread) measure(*call.method, base::monotonic_ns() - begun_ns, place);
  settle(call);
}

void Dispatcher::invoke(Call& call) noexcept {
  // The barrier: whatever is thrown becomes INTERNAL, and its text goes to the log only.
  try {
    call.method->backend->invoke(call);
  } catch (const std::exception& error) {
    log_exception(call, error.what());
    finish_internal(call);
  } catch (...) {
    log_exception(call, "not a std::exception");
    finish_internal(call);
  }
}

void Dispatcher::measure(const Method& method, std::int64_t ns, Place place) noexcept {
  RunTimes& times = *method.run_times;
  const bool on_door = place == Place::kDoor;
  if (on_door && ns < RunTimes::kSlowNs) {
    // The threads of the doors are not to contend for the counters of one method.
    constexpr std::uint32_t kSampled = 8;
    static thread_local std::uint32_t turn = 0;
    if (times.is_new()) {
      times.record(ns);
    } else if (++turn % kSampled == 0) {
      times.record(ns, kSampled);
    }
    return;
  }
  times.record(ns);
  if (method.execution == Execution::kAuto && times.judge(ns, on_door)) log_move(method, ns, !on_door);
}

void Dispatcher::tell_of(duet_call handle, std::int64_t held_ns) {
  const CallRef call = pool_.find(handle);
  const bool known = call && call->method != nullptr;
  base::log::write(base::log::Level::warn,
                   "a handler holds a thread of a door: mark it with may_block(), or set its 'execution' to \"pool\"",
                   {{"method", known ? std::string_view(call->method->full_name) : "one that has answered already"},
                    {"plugin", known ? std::string_view(call->method->plugin) : "-"},
                    {"held_ms", std::to_string(held_ns / 1'000'000)},
                    {"request_id", known ? view(call->request.request_id) : "-"}});
}

void Dispatcher::finish_internal(Call& call) noexcept {
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.code = kInternal;
  reply.message = {kInternalError.data(), kInternalError.size()};
  finish(call.issued_handle_, reply);
}

void Dispatcher::settle(Call& call) noexcept {
  std::uint32_t expected = Call::kRunning;
  if (call.events_.compare_exchange_strong(expected, 0, std::memory_order_acq_rel)) return;
  // An event has come while the callback ran. It gets a turn of its own on the executor, behind other work: so a
  // coroutine that yields gives way, and none keeps a door's thread.
  submit_events(call);
}

void Dispatcher::submit_events(Call& call) noexcept {
  call.acquire();
  executor_.submit({[](void* subject) noexcept {
                      const CallRef posted(static_cast<Call*>(subject));
                      posted->dispatcher_->run_events(*posted);
                    },
                    &call});
}

void Dispatcher::run_events(Call& call) noexcept {
  constexpr std::uint32_t kEvents = Call::kCancel | Call::kResume | Call::kReceive | Call::kSendable;
  const std::uint32_t taken = call.events_.fetch_and(~kEvents, std::memory_order_acq_rel) & kEvents;
  const auto live = [&] { return is_live(call); };
  try {
    if ((taken & Call::kCancel) != 0 && live()) call.method->backend->cancel(call);
    if ((taken & Call::kReceive) != 0) hand_over_body(call);
    if ((taken & Call::kSendable) != 0 && live()) call.method->backend->sendable(call);
    if ((taken & Call::kResume) != 0 && live()) {
      call.method->backend->resume(call, call.resume_tag_.load(std::memory_order_acquire));
    }
  } catch (const std::exception& error) {
    log_exception(call, error.what());
  } catch (...) {
    log_exception(call, "not a std::exception");
  }
  settle(call);
}

void Dispatcher::post_event(Call& call, std::uint32_t event) noexcept {
  const std::uint32_t before = call.events_.fetch_or(event | Call::kRunning, std::memory_order_acq_rel);
  if ((before & Call::kRunning) == 0) submit_events(call);  // Else whoever runs it sees the event before it stops.
}

}  // namespace duet::core
