#include "core/dispatcher.hpp"

#include <chrono>
#include <cstring>
#include <thread>

#include "base/clock.hpp"
#include "core/code_map.hpp"
#include "core/method.hpp"

namespace duet::core {
namespace {

constexpr std::size_t kStateAlignment = 64;

}  // namespace

void release_slices(std::span<const duet_slice> slices) noexcept {
  for (const duet_slice& slice : slices) {
    if (slice.release != nullptr) slice.release(slice.owner);
  }
}

void release_slices(const duet_reply& reply) noexcept {
  release_slices({reply.body, reply.n_body});
  if (reply.details.release != nullptr) reply.details.release(reply.details.owner);
}

Dispatcher::Dispatcher(const DispatcherOptions& options)
    : pipeline_(make_pipeline(options.pipeline, timers_)),
      executor_(options.executor_threads, options.executor_queue),
      stream_threads_(options.stream_threads),
      watchdog_(options.watchdog_ns, [this](duet_call call, std::int64_t held_ns) { tell_of(call, held_ns); }) {}

Dispatcher::~Dispatcher() = default;

CallRef Dispatcher::begin(ReplySink& sink) {
  CallRef call = pool_.take();
  if (!call) return call;
  begun_.add();
  call->dispatcher_ = this;
  call->sink = &sink;
  call->started_ns_ = base::monotonic_ns();
  call->request.size = sizeof(duet_request);
  return call;
}

std::uint64_t Dispatcher::in_progress() const {
  // Ended is read first: a call that ends in between is then counted as in progress, never as less than none.
  const std::uint64_t ended = ended_.value();
  return begun_.value() - ended;
}

bool Dispatcher::wait_until_idle(std::int64_t deadline_ns) const {
  // Polled: a signal at the end of each call would cost every call something for the sake of one shutdown.
  while (in_progress() > 0) {
    if (base::monotonic_ns() >= deadline_ns) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

void Dispatcher::refuse(const CallRef& call, const Failure& failure) {
  Failure from_stage;
  call->answer(pipeline_.enter(*call, from_stage) ? failure : from_stage);
}

void Dispatcher::dispatch(const CallRef& ref) {
  Call& call = *ref;
  // The generation counts from 1 and skips 0, so that no handle is 0.
  if (++call.generation_ == 0) call.generation_ = 1;
  call.issued_handle_ = static_cast<duet_call>(call.generation_) << 32 | (call.slot_ + 1);
  // Set before anybody can learn of the call: an event that comes early waits for run() to end.
  call.events_.store(Call::kRunning, std::memory_order_relaxed);
  const bool waits = (call.method->flags & DUET_WAITS) != 0;
  if (waits) call.wait_ = std::make_unique<StreamWait>();

  Failure failure;
  if (!pipeline_.enter(call, failure)) {
    call.answer(failure);
    return;
  }
  if (const std::size_t bytes = call.method->state_bytes; bytes > 0) {
    call.state_ = call.arena_.allocate(bytes, kStateAlignment);
    std::memset(call.state_, 0, bytes);
  }
  call.acquire();  // The backend's share, until finish().
  call.live_handle_.store(call.issued_handle_, std::memory_order_release);

  if (!waits && runs_on_door(*call.method)) {
    run(call, Place::kDoor);
    return;
  }
  call.acquire();  // The queue's share.
  const Work work{[](void* subject) noexcept {
                    CallRef queued(static_cast<Call*>(subject));
                    queued->dispatcher_->run(*queued, queued->wait_ ? Place::kStreamThread : Place::kPool);
                  },
                  &call};
  if (waits ? !stream_threads_.try_run(work) : !executor_.try_submit(work)) {
    call.live_handle_.store(0, std::memory_order_release);
    call.answer(Failure{kResourceExhausted,
                        waits ? "the server is busy: all threads for streams are taken; try again later"
                              : "the server is busy: too many calls wait for a thread; try again later",
                        0});
    call.drop();  // The queue's share.
    call.drop();  // The backend's share: it never learned of the call.
  }
}

// A call that was refused has no backend, and its handle was never issued.
bool Dispatcher::is_live(const Call& call) {
  return call.issued_handle_ != 0 && call.live_handle_.load(std::memory_order_acquire) == call.issued_handle_;
}

bool Dispatcher::complete(Call& call, const duet_reply& reply) noexcept {
  if (call.answered_.exchange(true)) {
    release_slices(reply);
    return false;
  }
  while (call.sending_.load()) std::this_thread::yield();  // Short; and send() saw answered_, or this sees sending_.
  pipeline_.leave(call, reply);
  call.sink->answer(call, reply);
  return true;
}

void Dispatcher::give_up(Call& call, const duet_reply& reply) noexcept {
  if (call.answered()) {
    release_slices(reply);
    return;
  }
  call.cancelled_.store(true, std::memory_order_release);
  if (!call.answer(reply)) return;
  if (call.wait_) call.wait_->wake();
  post_event(call, Call::kCancel);
}

bool Dispatcher::finish(duet_call handle, const duet_reply& reply) {
  const CallRef call = pool_.find(handle);
  duet_call expected = handle;
  if (!call || !call->live_handle_.compare_exchange_strong(expected, 0, std::memory_order_acq_rel)) {
    release_slices(reply);
    return false;
  }
  if (timers_.disarm(call->resume_timer_)) call->drop();
  if (call->translation_ && reply.code == kOk && !call->answered()) {
    duet_reply translated = reply;
    call->translation_->reply(*call, translated);
    call->answer(translated);
  } else {
    call->answer(reply);
  }
  call->drop();  // The backend's share.
  return true;
}

bool Dispatcher::cancelled(duet_call handle) {
  const CallRef call = pool_.find(handle);
  return !call || call->cancelled();
}

bool Dispatcher::resume(duet_call handle, std::uint64_t tag, std::int64_t delay_ns) {
  const CallRef call = pool_.find(handle);
  if (!call) return false;
  if (timers_.disarm(call->resume_timer_)) call->drop();
  call->resume_tag_.store(tag, std::memory_order_release);
  if (delay_ns <= 0) {
    post_event(*call, Call::kResume);
    return true;
  }
  call->acquire();  // The timer's share.
  if (!timers_.arm(call->resume_timer_, base::monotonic_ns() + delay_ns)) call->drop();
  // finish() may have come in between, and found nothing to disarm.
  if (call->live_handle_.load(std::memory_order_acquire) != handle && timers_.disarm(call->resume_timer_)) call->drop();
  return true;
}

void Dispatcher::fire_resume(Timer& timer) noexcept {
  const CallRef call(static_cast<Call*>(timer.subject));
  call->dispatcher_->post_event(*call, Call::kResume);
}

}  // namespace duet::core
