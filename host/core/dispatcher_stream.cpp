// The part of Dispatcher that moves bodies in pieces and streams of messages between doors and backends.
#include <string>
#include <utility>

#include "core/backend.hpp"
#include "core/dispatcher.hpp"
#include "core/method.hpp"
#include "core/text.hpp"

namespace duet::core {

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
  std::string translated;
  const bool ok = call->translation_->send(*call, piece, translated);
  release_slices(piece);
  if (!ok) return Sent::kCancelled;
  const duet_slice slice = owned_slice(std::move(translated));
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

}  // namespace duet::core
