#include "grpc/call_queue.hpp"

#include <grpcpp/completion_queue.h>
#include <pthread.h>

#include <limits>
#include <utility>

#include "core/dispatcher.hpp"

namespace duet::grpc_door {
namespace {

gpr_timespec timespec_of(std::int64_t monotonic_ns) {
  return {monotonic_ns / 1'000'000'000, static_cast<std::int32_t>(monotonic_ns % 1'000'000'000), GPR_CLOCK_MONOTONIC};
}

}  // namespace

CallQueue::CallQueue(core::Dispatcher& dispatcher, std::unique_ptr<grpc::ServerCompletionQueue> queue,
                     const Serving& serving)
    : queue_(std::move(queue)), catalog_(dispatcher.catalog()), context_{dispatcher, *this,   catalog_,
                                                                         serving,    nullptr, queue_->cq()} {}

CallQueue::~CallQueue() {
  queue_->Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) continue;
}

void CallQueue::start(grpc_server* server, const std::string& name) {
  context_.server = server;
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), name.c_str());
}

void CallQueue::join() {
  if (thread_.joinable()) thread_.join();
}

void CallQueue::answer(core::Call& call, const duet_reply& reply) noexcept {
  static_cast<GenericCall*>(call.sink_data)->answer(call, reply);
}

bool CallQueue::send(core::Call& call, const duet_reply* head, std::span<const duet_slice> piece) noexcept {
  return static_cast<GenericCall*>(call.sink_data)->send(call, head, piece);
}

void CallQueue::wants_body(core::Call& call) noexcept { GenericCall::wants_body(call); }

void CallQueue::run() {
  for (std::size_t i = 0; i < kWaiting; ++i) wait_for_client();
  // Each client that comes is followed by another call that waits for one, until the server ends. So nothing is in use
  // only when it has ended and the last call is over.
  constexpr std::int64_t kLastWordNs = 500'000'000;
  constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  bool gave_up = false;
  bool cut = false;
  while (in_use_ > 0) {
    // That the drain has begun is known in time: its first act ends the calls that wait for clients here.
    const std::int64_t drained_ns = context_.serving.drain_deadline_ns.load(std::memory_order_acquire);
    const std::int64_t until_ns = cut || drained_ns == kNever ? kNever : drained_ns + (gave_up ? kLastWordNs : 0);
    const grpc_event event = grpc_completion_queue_next(
        context_.queue, until_ns == kNever ? gpr_inf_future(GPR_CLOCK_MONOTONIC) : timespec_of(until_ns), nullptr);
    if (event.type == GRPC_QUEUE_TIMEOUT) {
      for (GenericCall* const call : open_) gave_up ? call->cut() : call->give_up();
      cut = gave_up;
      gave_up = true;
      continue;
    }
    const auto& tag = *static_cast<const GenericCall::Tag*>(event.tag);
    GenericCall* const call = tag.call;
    const bool ok = event.success != 0;
    const bool is_new = tag.event == GenericCall::Event::kRequested && ok;
    if (is_new) {
      wait_for_client();
      add_open(*call);
    }
    if (call->on_event(tag.event, ok)) {
      --in_use_;
      if (tag.event != GenericCall::Event::kRequested) remove_open(*call);
      keep(std::unique_ptr<GenericCall>(call));
    } else if (is_new && gave_up) {
      call->give_up();
    }
  }
  free_.clear();
}

void CallQueue::wait_for_client() {
  std::unique_ptr<GenericCall> call;
  if (free_.empty()) {
    call = std::make_unique<GenericCall>(context_);
  } else {
    call = std::move(free_.back());
    free_.pop_back();
  }
  if (!call->request()) return;
  call.release();  // It comes back with its tags.
  ++in_use_;
}

void CallQueue::add_open(GenericCall& call) {
  call.place = open_.size();
  open_.push_back(&call);
  open_calls_.store(open_.size(), std::memory_order_relaxed);
}

void CallQueue::remove_open(GenericCall& call) {
  open_.back()->place = call.place;
  open_[call.place] = open_.back();
  open_.pop_back();
  open_calls_.store(open_.size(), std::memory_order_relaxed);
}

void CallQueue::keep(std::unique_ptr<GenericCall> call) {
  if (free_.size() < kKept) free_.push_back(std::move(call));
}

}  // namespace duet::grpc_door
