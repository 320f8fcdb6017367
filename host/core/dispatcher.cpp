#include "core/dispatcher.hpp"

#include <chrono>
#include <cstring>
#include <exception>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "core/backend.hpp"
#include "core/code_map.hpp"
#include "core/text.hpp"

namespace duet::core {
namespace {

constexpr std::size_t kStateAlignment = 64;
constexpr std::string_view kInternalError = "internal error";

void log_exception(const Call& call, std::string_view what) {
  base::log::write(base::log::Level::error, "a call ended in an exception",
                   {{"method", call.method->full_name},
                    {"plugin", call.method->plugin},
                    {"what", what},
                    {"request_id", view(call.request.request_id)}});
}

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
      stream_threads_(options.stream_threads) {}

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

  if (call.method->execution == Execution::kInline && !waits) {
    run(call);
    return;
  }
  call.acquire();  // The queue's share.
  const Work work{[](void* subject) noexcept {
                    CallRef queued(static_cast<Call*>(subject));
                    queued->dispatcher_->run(*queued);
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

void Dispatcher::run(Call& call) noexcept {
  if (call.answered()) {  // It was cancelled while it waited for a thread.
    call.live_handle_.store(0, std::memory_order_release);
    call.drop();
    return;
  }
  const CallRef running = call.share();
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
  settle(call);
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

// A call that was refused has no backend, and its handle was never issued.
bool Dispatcher::is_live(const Call& call) {
  return call.issued_handle_ != 0 && call.live_handle_.load(std::memory_order_acquire) == call.issued_handle_;
}

void Dispatcher::hand_over_body(Call& call) {
  while (is_live(call)) {
    BodyStream::Taken taken = call.body_stream->take();
    if (taken.has_room) call.sink->wants_body(call);
    if (!taken.any) return;
    if (call.translation_ && !taken.end && !call.translation_->receive(call, taken.piece)) return;
    call.method->backend->receive(call, taken.piece, taken.end);
  }
}

void Dispatcher::put_body(Call& call, std::string piece, bool end) {
  const bool awaited = call.body_stream->put(std::move(piece), end);
  if (call.wait_) {
    call.wait_->wake();
  } else if (awaited) {
    post_event(call, Call::kReceive);
  }
}

void Dispatcher::sendable(Call& call) noexcept {
  if (call.wait_) {
    call.has_room_.store(true, std::memory_order_release);
    call.wait_->wake();
  } else {
    post_event(call, Call::kSendable);
  }
}

bool Dispatcher::receive(duet_call handle) {
  const CallRef call = pool_.find(handle);
  if (!call || !call->body_stream) return false;
  if (call->body_stream->ask()) post_event(*call, Call::kReceive);
  return true;
}

Dispatcher::Waited Dispatcher::take(duet_call handle, std::string& piece, bool& end) {
  const CallRef call = pool_.find(handle);
  if (!call || !call->body_stream || !call->wait_) return Waited::kStale;
  call->body_stream->ask();
  for (;;) {
    const std::uint64_t seen = call->wait_->count();
    if (call->cancelled()) return Waited::kCancelled;
    BodyStream::Taken taken = call->body_stream->take();
    if (taken.has_room) call->sink->wants_body(*call);
    if (taken.any) {
      if (call->translation_ && !taken.end && !call->translation_->receive(*call, taken.piece)) {
        return Waited::kCancelled;
      }
      piece = std::move(taken.piece);
      end = taken.end;
      return Waited::kOk;
    }
    call->wait_->wait_past(seen);
  }
}

Dispatcher::Waited Dispatcher::wait_sendable(duet_call handle) {
  const CallRef call = pool_.find(handle);
  if (!call || !call->wait_) return Waited::kStale;
  for (;;) {
    const std::uint64_t seen = call->wait_->count();
    if (call->cancelled()) return Waited::kCancelled;
    if (call->has_room_.exchange(false, std::memory_order_acq_rel)) return Waited::kOk;
    call->wait_->wait_past(seen);
  }
}

Dispatcher::Sent Dispatcher::send(duet_call handle, const duet_reply* head, std::span<const duet_slice> piece) {
  const CallRef call = pool_.find(handle);
  if (!call) {
    release_slices(piece);
    return Sent::kStale;
  }
  if (!call->translation_ || !call->method->streams_messages() || piece.empty()) return send_on(*call, head, piece);
  auto translated = std::make_unique<std::string>();
  const bool ok = call->translation_->send(*call, piece, *translated);
  release_slices(piece);
  if (!ok) return Sent::kCancelled;
  const duet_slice slice{reinterpret_cast<const std::uint8_t*>(translated->data()), translated->size(),
                         translated.get(), [](void* owner) { delete static_cast<std::string*>(owner); }};
  translated.release();
  return send_on(*call, head, {&slice, 1});
}

Dispatcher::Sent Dispatcher::send_on(Call& call, const duet_reply* head, std::span<const duet_slice> piece) {
  call.sending_.store(true);
  Sent sent = Sent::kCancelled;
  if (call.answered_.load()) {
    release_slices(piece);
  } else {
    sent = call.sink->send(call, head, piece) ? Sent::kOk : Sent::kWait;
  }
  call.sending_.store(false);
  return sent;
}

void Dispatcher::post_event(Call& call, std::uint32_t event) noexcept {
  const std::uint32_t before = call.events_.fetch_or(event | Call::kRunning, std::memory_order_acq_rel);
  if ((before & Call::kRunning) == 0) submit_events(call);  // Else whoever runs it sees the event before it stops.
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
