// What the connections of one worker thread share.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/call.hpp"
#include "core/dispatcher.hpp"
#include "core/failure.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"
#include "rest/request_binding.hpp"
#include "rest/request_body.hpp"

namespace duet::rest {

/// An answer, or part of one, on its way to its connection.
struct Answer {
  enum class Kind {
    kWhole,      // the rest of the answer: the call is over
    kPiece,      // more follows
    kHeartbeat,  // the same, but nothing of what the handler says
    kCut,        // the answer cannot be brought to its end: so the client must not take it for whole
    kBodyRoom,   // no bytes: the handler has room for more of the request's body
  };

  std::uint64_t connection = 0;
  Kind kind = Kind::kWhole;
  std::string bytes;
  bool close = false;   // the connection ends with it
  bool enough = false;  // of a piece: what comes after it is not sent, so that the call may end
};

/// How far the end of the door has come.
enum class Phase {
  kServing,
  kDraining,  // every answer ends its connection
  kGivingUp,  // what is still in flight is answered with UNAVAILABLE
};

/// Dispatches calls for the connections of one thread and takes the answers back to that thread. An answer that is
/// ready before dispatch() returns is written where it belongs at once; a later one waits in a queue until collect().
///
/// All functions but answer() belong to the worker's thread. Outlives its connections; the dispatcher outlives it.
class Worker final : public core::ReplySink {
 public:
  /// `wake` is called, from any thread, when collect() has something to give.
  Worker(core::Dispatcher& dispatcher, const RestOptions& options, const std::atomic<Phase>& phase,
         std::function<void()> wake);
  /// Waits for answers that other threads are writing at this moment. Every connection is gone by then, and with it
  /// every call is answered.
  ~Worker() override;

  const RestOptions& options() const { return options_; }
  RequestBinder& binder() { return binder_; }
  Phase phase() const { return phase_.load(std::memory_order_relaxed); }
  bool draining() const { return phase() != Phase::kServing; }

  core::Dispatcher& dispatcher() { return dispatcher_; }
  ByteBudget& body_budget() { return body_budget_; }

  /// A new call with its exchange in place. Empty when the host has no more calls.
  core::CallRef begin(std::uint64_t connection);

  /// Sends a call on its way. True if its answer is in `answer` already; else it comes by collect(), and `answer` may
  /// hold the beginning of it.
  bool dispatch(const core::CallRef& call, Answer& answer);
  /// The same for a call that has nowhere to go.
  bool refuse(const core::CallRef& call, const core::Failure& failure, Answer& answer);
  /// Nobody waits for the answer to this call any more. It may be running or not dispatched yet.
  void abandon(const core::CallRef& call, bool dispatched);

  /// The client has taken `size` bytes while this call's answer was on its way.
  void sent(core::Call& call, std::size_t size);

  /// Nothing has gone out for a while of a dispatched call's answer that is a stream: its head goes, if it has not, and
  /// what its form has for a heartbeat. It comes by collect(). `asking`: see MessageWriter::heartbeat().
  void heartbeat(core::Call& call, bool asking);

  /// The answers that have come from other threads.
  void collect(std::vector<Answer>& answers);

  void answer(core::Call& call, const duet_reply& reply) noexcept override;
  bool send(core::Call& call, const duet_reply* head, std::span<const duet_slice> piece) noexcept override;
  void wants_body(core::Call& call) noexcept override;

 private:
  // What this thread is in the middle of: an answer to that very call is written to `answer`, or dropped if that is
  // null.
  struct Current {
    const core::Call* call = nullptr;
    Answer* answer = nullptr;
    bool answered = false;
  };
  static thread_local Current current_;

  template <class Send>
  bool hand_over(const core::CallRef& call, Answer* answer, Send&& send);
  bool is_here(const core::Call& call) const;
  void write(core::Call& call, const duet_reply& reply, Answer& answer) const;
  void write_end(core::Call& call, const duet_reply& reply, Answer& answer) const;
  void begin_answer(core::Call& call, const duet_reply* head, std::string& out) const;
  void write_piece(core::Call& call, const duet_reply* head, bool has_message, std::span<const duet_slice> piece,
                   std::string& out) const;
  std::uint64_t send_piece(core::Call& call, const duet_reply* head, bool has_message,
                           std::span<const duet_slice> piece, Answer& answer) const;
  void post_piece(Exchange& exchange, Answer piece);
  void post(Answer answer);

  core::Dispatcher& dispatcher_;
  const RestOptions& options_;
  const std::atomic<Phase>& phase_;
  const std::function<void()> wake_;
  RequestBinder binder_;
  ByteBudget body_budget_;
  std::atomic<std::int64_t> unanswered_{0};

  std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<Answer> ready_;
};

}  // namespace duet::rest
