#include "core/call.hpp"

#include <cstring>

#include "core/call_pool.hpp"
#include "core/dispatcher.hpp"

namespace duet::core {
namespace {

// Borrows the message.
duet_reply reply_of(const Failure& failure) {
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.code = failure.code;
  reply.http_status = failure.http_status;
  reply.message = {failure.message.data(), failure.message.size()};
  return reply;
}

}  // namespace

bool ReplySink::send(Call&, const duet_reply*, std::span<const duet_slice> piece) noexcept {
  release_slices(piece);
  return true;
}

CallRef::CallRef(const CallRef& other) : call_(other.call_) {
  if (call_ != nullptr) call_->acquire();
}

void CallRef::reset() {
  if (call_ != nullptr) std::exchange(call_, nullptr)->drop();
}

duet_str Call::copy(std::string_view text) {
  if (text.empty()) return {"", 0};
  auto* data = static_cast<char*>(arena_.allocate(text.size(), 1));
  std::memcpy(data, text.data(), text.size());
  return {data, text.size()};
}

duet_slice Call::hold(const duet_slice& slice) {
  if (slice.release != nullptr) held_.push_back(slice);
  return {slice.data, slice.size, nullptr, nullptr};
}

CallRef Call::share() {
  acquire();
  return CallRef(this);
}

bool Call::acquire_if_live() {
  std::uint32_t shares = shares_.load(std::memory_order_relaxed);
  while (shares != 0) {
    if (shares_.compare_exchange_weak(shares, shares + 1, std::memory_order_acq_rel, std::memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

void Call::drop() {
  if (shares_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    Dispatcher* dispatcher = dispatcher_;
    pool_->give_back(*this);
    if (dispatcher != nullptr) dispatcher->ended_.add();
  }
}

void Call::reset() {
  for (const duet_slice& slice : held_) slice.release(slice.owner);
  held_.clear();
  translation_.reset();
  wait_.reset();
  catalog.reset();
  body_stream.reset();
  arena_.release();
  request = {};
  method = nullptr;
  verb = {};
  target = {};
  sink = nullptr;
  sink_data = nullptr;
  sink_id = 0;
  stages_entered = 0;
  dispatcher_ = nullptr;
  state_ = nullptr;
  issued_handle_ = 0;
  live_handle_.store(0, std::memory_order_relaxed);
  answered_.store(false, std::memory_order_relaxed);
  cancelled_.store(false, std::memory_order_relaxed);
  has_room_.store(false, std::memory_order_relaxed);
  events_.store(0, std::memory_order_relaxed);
}

bool Call::answer(const duet_reply& reply) noexcept { return dispatcher_->complete(*this, reply); }

bool Call::answer(const Failure& failure) noexcept { return answer(reply_of(failure)); }

void Call::cancel(const Failure& failure) noexcept { cancel(reply_of(failure)); }

void Call::cancel(const duet_reply& reply) noexcept { dispatcher_->give_up(*this, reply); }

}  // namespace duet::core
