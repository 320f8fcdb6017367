// What the connections of one worker thread share.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/call.hpp"
#include "core/dispatcher.hpp"
#include "core/failure.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"
#include "rest/request_binding.hpp"

namespace duet::rest {

/// An answer on its way to its connection.
struct Answer {
  std::uint64_t connection = 0;
  std::string bytes;
  bool close = false;  // the connection ends with it
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

  /// A new call with its exchange in place. Empty when the host has no more calls.
  core::CallRef begin(std::uint64_t connection);

  /// Sends a call on its way. True if its answer is in `answer` already; else it comes by collect().
  bool dispatch(const core::CallRef& call, Answer& answer);
  /// The same for a call that has nowhere to go.
  bool refuse(const core::CallRef& call, const core::Failure& failure, Answer& answer);
  /// Nobody waits for the answer to this call any more. It may be running or not dispatched yet.
  void abandon(const core::CallRef& call, bool dispatched);

  /// The answers that have come from other threads.
  void collect(std::vector<Answer>& answers);

  void answer(core::Call& call, const duet_reply& reply) noexcept override;

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
  bool send(const core::CallRef& call, Answer* answer, Send&& send);
  void write(core::Call& call, const duet_reply& reply, Answer& answer) const;
  void post(Answer answer);

  core::Dispatcher& dispatcher_;
  const RestOptions& options_;
  const std::atomic<Phase>& phase_;
  const std::function<void()> wake_;
  RequestBinder binder_;
  std::atomic<std::int64_t> unanswered_{0};

  std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<Answer> ready_;
};

}  // namespace duet::rest
