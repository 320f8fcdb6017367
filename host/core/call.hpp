// One call: a request on its way through the host, from a door to a backend and back.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <duet/abi/call.h>

#include "core/body_stream.hpp"
#include "core/failure.hpp"
#include "core/stream_wait.hpp"
#include "core/timers.hpp"

namespace duet::core {

class Call;
class Catalog;
class Dispatcher;
class CallPool;
struct Method;

/// Where the answer to a call goes. The doors implement it; a sink outlives the calls that name it.
class ReplySink {
 public:
  virtual ~ReplySink() = default;

  /// Called exactly once for each call that was dispatched or refused, from any thread, possibly before dispatch()
  /// returns. Everything in `reply` is valid until this returns; slices with a release function are the sink's to
  /// release. `call` stays valid as long as the door holds its CallRef.
  virtual void answer(Call& call, const duet_reply& reply) noexcept = 0;

  /// The next piece of an answer's body, or its next message, before answer() ends it; `head` with the first one, or
  /// for its flags. No slice at all: the head alone. The same rules as for a reply. True if there is room for more;
  /// else the door calls Dispatcher::sendable() when there is. Called only for methods that give a stream, for one call
  /// never twice at a time.
  virtual bool send(Call& call, const duet_reply* head, std::span<const duet_slice> piece) noexcept;

  /// The call's body stream has room again, after has_room() was false. Any thread.
  virtual void wants_body(Call&) noexcept {}
};

/// What a backend that stands before another one makes of a call: what the other one is asked, and what becomes of its
/// answer. Lives as long as the call.
class Translation {
 public:
  virtual ~Translation() = default;

  /// What the backend behind is asked in place of Call::request, which the door still needs as it is.
  duet_request asked{};

  /// The answer on its way to the door, from any thread, at most once; errors pass without it. It may be replaced: its
  /// body's slices are then this function's to release, and the new ones are the sink's.
  virtual void reply(const Call& call, duet_reply& reply) noexcept = 0;

  /// A message of the request's stream on its way to the backend, to be replaced. False: it is none that the backend
  /// could be given; this has ended the call with Call::cancel(). [data]
  virtual bool receive(Call& call, std::string& message) noexcept = 0;
  /// A message of the answer's stream on its way to the door: what goes in its place. False: there is nothing, and this
  /// has ended the call with Call::cancel(). Never twice at a time for a call.
  virtual bool send(Call& call, std::span<const duet_slice> message, std::string& translated) noexcept = 0;
};

/// Owns a share of a call; the call goes back to its pool with the last one.
class CallRef {
 public:
  CallRef() = default;
  /// Takes over one share.
  explicit CallRef(Call* call) : call_(call) {}
  CallRef(const CallRef& other);
  CallRef(CallRef&& other) noexcept : call_(std::exchange(other.call_, nullptr)) {}
  CallRef& operator=(CallRef other) noexcept {
    std::swap(call_, other.call_);
    return *this;
  }
  ~CallRef() { reset(); }

  void reset();
  /// Gives the share away to the caller.
  Call* release() { return std::exchange(call_, nullptr); }
  Call* get() const { return call_; }
  Call& operator*() const { return *call_; }
  Call* operator->() const { return call_; }
  explicit operator bool() const { return call_ != nullptr; }

 private:
  Call* call_ = nullptr;
};

/// One call. The door fills the first part and hands the call to the dispatcher; from then on that part is read-only.
class Call {
 public:
  // --- Filled by the door before dispatch; what they point to is in arena(), held with hold(), or outlives the call.
  duet_request request{};
  const Method* method = nullptr;          // null only in a call that is refused
  std::shared_ptr<const Catalog> catalog;  // pins what `method` points into
  std::string_view verb;                   // "GET", or "gRPC": for the log
  std::string_view target;                 // "/items/1": for the log
  ReplySink* sink = nullptr;
  void* sink_data = nullptr;  // the sink's own
  std::uint64_t sink_id = 0;  // the sink's own

  /// Made by the door where the method takes a stream: Dispatcher::put_body() fills it while the call runs.
  std::unique_ptr<BodyStream> body_stream;

  /// Memory that lives as long as the call. Only for the thread that fills the request.
  std::pmr::memory_resource& arena() { return arena_; }
  /// A copy of `text` in the arena.
  duet_str copy(std::string_view text);
  /// Keeps an owned slice until the call ends, and gives a borrowed view of it.
  duet_slice hold(const duet_slice& slice);

  // --- [any thread], while a share is held.

  /// One more share.
  CallRef share();

  /// Answers the call. The first answer wins; a later one is dropped and its slices are released. True if this was it.
  bool answer(const duet_reply& reply) noexcept;
  bool answer(const Failure& failure) noexcept;

  /// Nobody waits any more (the client is gone, the deadline has passed): answers with `failure` and tells the backend.
  void cancel(const Failure& failure) noexcept;
  void cancel(const duet_reply& reply) noexcept;
  bool cancelled() const { return cancelled_.load(std::memory_order_acquire); }
  bool answered() const { return answered_.load(std::memory_order_acquire); }

  /// The monotonic time at which the call was made.
  std::int64_t started_ns() const { return started_ns_; }

  // --- For backends.

  /// Names the call across the plugin boundary. Stale as soon as the backend has finished the call.
  duet_call handle() const { return issued_handle_; }
  /// The method's state_bytes, zeroed and 64-byte aligned.
  void* state() const { return state_; }
  /// What a backend is to carry out.
  duet_request& asked() { return translation_ ? translation_->asked : request; }
  /// For a backend that stands before another one, which it invokes afterwards.
  void translate(std::unique_ptr<Translation> translation) { translation_ = std::move(translation); }

  /// How many of the pipeline's stages the call has passed on its way in. The pipeline's own.
  std::size_t stages_entered = 0;
  /// The deadline's timer, whose subject is this call. The deadline stage's own.
  Timer deadline_timer;

 private:
  friend class CallPool;
  friend class CallRef;
  friend class Dispatcher;

  enum Event : std::uint32_t { kRunning = 1, kCancel = 2, kResume = 4, kReceive = 8, kSendable = 16 };

  void acquire() { shares_.fetch_add(1, std::memory_order_relaxed); }
  bool acquire_if_live();
  void drop();
  void reset();

  static constexpr std::size_t kInlineArena = 2048;

  Dispatcher* dispatcher_ = nullptr;
  CallPool* pool_ = nullptr;
  std::uint32_t slot_ = 0;
  std::uint32_t generation_ = 0;
  std::atomic<std::uint32_t> next_free_{0};

  std::int64_t started_ns_ = 0;
  duet_call issued_handle_ = 0;
  void* state_ = nullptr;

  std::atomic<std::uint32_t> shares_{0};
  std::atomic<duet_call> live_handle_{0};  // 0 once the backend has finished, or before it was asked
  std::atomic<bool> answered_{false};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> has_room_{false};  // sendable() has come, for wait_sendable()
  std::atomic<bool> sending_{false};   // the sink is taking a piece: the answer, which ends it all, waits for that
  std::atomic<std::uint32_t> events_{0};
  std::atomic<std::uint64_t> resume_tag_{0};
  Timer resume_timer_;

  std::unique_ptr<Translation> translation_;
  std::unique_ptr<StreamWait> wait_;  // of a method with DUET_WAITS
  std::vector<duet_slice> held_;
  alignas(64) std::array<std::byte, kInlineArena> buffer_;
  std::pmr::monotonic_buffer_resource arena_{buffer_.data(), buffer_.size()};
};

}  // namespace duet::core
