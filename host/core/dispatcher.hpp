// Takes calls from the doors through the pipeline to their backends, and answers back.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/striped_counter.hpp"
#include "core/call.hpp"
#include "core/call_pool.hpp"
#include "core/catalog_slot.hpp"
#include "core/executor.hpp"
#include "core/pipeline.hpp"
#include "core/stream_threads.hpp"
#include "core/timers.hpp"
#include "core/watchdog.hpp"

namespace duet::core {

struct DispatcherOptions {
  std::size_t executor_threads = 4;
  std::size_t executor_queue = 1000;
  std::size_t stream_threads = 256;  // for methods with DUET_WAITS
  std::int64_t watchdog_ns = 0;      // a handler that holds a door's thread for longer is named in the log; 0 = none is
  PipelineOptions pipeline;
};

/// The way of a call through the host. One instance; all functions may be called from any thread.
///
/// A door does: begin() → fill the call → dispatch() or refuse() → its sink's answer() is called exactly once. If the
/// client goes away first: Call::cancel(). When the door lets go of its CallRef, the call's memory may be reused.
class Dispatcher {
 public:
  explicit Dispatcher(const DispatcherOptions& options);
  /// Every call must have ended.
  ~Dispatcher();

  /// What is mounted now.
  CatalogSlot& catalog() { return catalog_; }

  /// A new call with one share for the door. Empty when the host holds as many calls as it can (CallPool::kMaxCalls).
  CallRef begin(ReplySink& sink);

  /// Sends a filled call on its way.
  void dispatch(const CallRef& call);

  /// Answers a call that leads nowhere (no such route, a body that is too large) so that it is logged and counted as
  /// any other.
  void refuse(const CallRef& call, const Failure& failure);

  /// The next piece of a call's body stream, from the door: see BodyStream::put(). Any thread, one at a time for a
  /// call.
  void put_body(Call& call, std::string piece, bool end);
  /// The door has room again for pieces of the answer. Any thread.
  void sendable(Call& call) noexcept;

  /// Calls that were begun and have not ended yet, those whose answer was given but whose backend still works included.
  std::uint64_t in_progress() const;
  /// Waits until no call is in progress. False if `deadline_ns` (CLOCK_MONOTONIC) came first. For the control thread.
  bool wait_until_idle(std::int64_t deadline_ns) const;

  // --- For backends: what a plugin does with its handle.

  /// Finishes the call that `handle` names. False, with the reply's slices released, if the handle is stale.
  bool finish(duet_call handle, const duet_reply& reply);
  /// True as well for a stale handle: nobody waits for that call.
  bool cancelled(duet_call handle);
  /// Asks for Backend::resume(tag) after `delay_ns`; takes the place of an earlier request. False for a stale handle.
  bool resume(duet_call handle, std::uint64_t tag, std::int64_t delay_ns);
  /// Asks for the next piece of the request's body: Backend::receive() brings it. False for a stale handle and for a
  /// call whose body does not come in pieces.
  bool receive(duet_call handle);
  enum class Waited { kOk, kCancelled, kStale };
  /// Waits for the next piece, within Backend::invoke() of a method with DUET_WAITS that takes a stream.
  Waited take(duet_call handle, std::string& piece, bool& end);
  /// After kWait: waits until there is room again. For the same methods, if they give a stream.
  Waited wait_sendable(duet_call handle);
  enum class Sent { kOk, kWait, kCancelled, kStale };
  /// Sends a piece of the answer; the slices are taken over in any case. kWait: it was taken, but Backend::sendable()
  /// is to be awaited before the next. kCancelled: nobody waits for it.
  Sent send(duet_call handle, const duet_reply* head, std::span<const duet_slice> piece);
  /// The call that `handle` names, or an empty reference.
  CallRef find(duet_call handle) { return pool_.find(handle); }

 private:
  friend class Call;
  friend class CallPool;

  enum class Place { kDoor, kPool, kStreamThread };
  void run(Call& call, Place place) noexcept;
  void invoke(Call& call) noexcept;
  static void measure(const Method& method, std::int64_t ns, Place place) noexcept;
  void tell_of(duet_call handle, std::int64_t held_ns);
  void finish_internal(Call& call) noexcept;
  void settle(Call& call) noexcept;
  void submit_events(Call& call) noexcept;
  void run_events(Call& call) noexcept;
  static bool is_live(const Call& call);
  static void hand_over_body(Call& call);
  static Sent send_on(Call& call, const duet_reply* head, std::span<const duet_slice> piece);
  void post_event(Call& call, std::uint32_t event) noexcept;
  void give_up(Call& call, const duet_reply& reply) noexcept;
  bool complete(Call& call, const duet_reply& reply) noexcept;
  static void fire_resume(Timer& timer) noexcept;

  CallPool pool_;
  Timers timers_;
  Pipeline pipeline_;
  CatalogSlot catalog_;
  base::StripedCounter begun_;
  base::StripedCounter ended_;
  // Last: their threads end before the rest goes.
  Executor executor_;
  StreamThreads stream_threads_;
  Watchdog watchdog_;
};

/// Releases every owned slice of a reply that nobody wants.
void release_slices(const duet_reply& reply) noexcept;
void release_slices(std::span<const duet_slice> slices) noexcept;

}  // namespace duet::core
