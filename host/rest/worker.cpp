#include "rest/worker.hpp"

#include <exception>
#include <new>
#include <thread>
#include <utility>

#include "core/code_map.hpp"
#include "rest/answer.hpp"

namespace duet::rest {

thread_local Worker::Current Worker::current_;

Worker::Worker(core::Dispatcher& dispatcher, const RestOptions& options, const std::atomic<Phase>& phase,
               std::function<void()> wake)
    : dispatcher_(dispatcher),
      options_(options),
      phase_(phase),
      wake_(std::move(wake)),
      binder_(dispatcher.catalog(), options) {}

Worker::~Worker() {
  // Short: whoever is counted has won the right to answer and is writing bytes.
  while (unanswered_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
}

core::CallRef Worker::begin(std::uint64_t connection) {
  core::CallRef call = dispatcher_.begin(*this);
  if (!call) return call;
  auto* exchange = new (call->arena().allocate(sizeof(Exchange), alignof(Exchange))) Exchange;
  exchange->connection = connection;
  call->sink_data = exchange;
  return call;
}

template <class Send>
bool Worker::send(const core::CallRef& call, Answer* answer, Send&& send) {
  unanswered_.fetch_add(1, std::memory_order_relaxed);
  // A handler that runs on this thread may lead back here for another connection.
  const Current outer = std::exchange(current_, Current{call.get(), answer, false});
  send();
  return std::exchange(current_, outer).answered;
}

bool Worker::dispatch(const core::CallRef& call, Answer& answer) {
  return send(call, &answer, [&] { dispatcher_.dispatch(call); });
}

bool Worker::refuse(const core::CallRef& call, const core::Failure& failure, Answer& answer) {
  return send(call, &answer, [&] { dispatcher_.refuse(call, failure); });
}

void Worker::abandon(const core::CallRef& call, bool dispatched) {
  const core::Failure gone{core::kCancelled, "the client went away", 0};
  if (!dispatched) {
    call->request.deadline_ns = 0;
    send(call, nullptr, [&] { dispatcher_.refuse(call, gone); });
    return;
  }
  const Current outer = std::exchange(current_, Current{call.get(), nullptr, false});
  call->cancel(gone);
  current_ = outer;
}

void Worker::collect(std::vector<Answer>& answers) {
  answers.clear();
  const std::lock_guard lock(mutex_);
  answers.swap(ready_);
}

void Worker::answer(core::Call& call, const duet_reply& reply) noexcept {
  const bool here = current_.call == &call;
  try {
    if (!here) {
      Answer late;
      write(call, reply, late);
      post(std::move(late));
    } else if (current_.answer != nullptr) {
      write(call, reply, *current_.answer);
    }
  } catch (const std::exception&) {  // No memory for the answer: the client learns it by the connection's end.
    Answer none{static_cast<Exchange*>(call.sink_data)->connection, {}, true};
    if (!here) {
      post(std::move(none));
    } else if (current_.answer != nullptr) {
      *current_.answer = std::move(none);
    }
  }
  if (here) current_.answered = true;
  core::release_slices(reply);
  unanswered_.fetch_sub(1, std::memory_order_release);
}

void Worker::write(core::Call& call, const duet_reply& reply, Answer& answer) const {
  const Exchange& exchange = *static_cast<const Exchange*>(call.sink_data);
  answer.connection = exchange.connection;
  answer.close = !exchange.keep_alive || draining();
  append_answer(answer.bytes, call, reply, exchange, answer.close);
}

void Worker::post(Answer answer) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = ready_.empty();
    ready_.push_back(std::move(answer));
  }
  if (first) wake_();
}

}  // namespace duet::rest
