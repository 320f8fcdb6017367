#include "grpc/call_queue.hpp"

#include <grpcpp/completion_queue.h>
#include <pthread.h>

#include <utility>

#include "core/dispatcher.hpp"

namespace duet::grpc_door {

CallQueue::CallQueue(core::Dispatcher& dispatcher, std::unique_ptr<grpc::ServerCompletionQueue> queue,
                     const std::atomic<std::int64_t>& drain_deadline_ns)
    : queue_(std::move(queue)), catalog_(dispatcher.catalog()), context_{dispatcher,        *this,   catalog_,
                                                                         drain_deadline_ns, nullptr, queue_->cq()} {}

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

void CallQueue::run() {
  for (std::size_t i = 0; i < kWaiting; ++i) wait_for_client();
  // Each client that comes is followed by another call that waits for one, until the server ends. So nothing is in use
  // only when it has ended and the last call is over.
  while (in_use_ > 0) {
    const grpc_event event = grpc_completion_queue_next(context_.queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), nullptr);
    const auto& tag = *static_cast<const GenericCall::Tag*>(event.tag);
    GenericCall* const call = tag.call;
    const bool ok = event.success != 0;
    if (tag.event == GenericCall::Event::kRequested && ok) wait_for_client();
    if (call->on_event(tag.event, ok)) {
      --in_use_;
      keep(std::unique_ptr<GenericCall>(call));
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

void CallQueue::keep(std::unique_ptr<GenericCall> call) {
  if (free_.size() < kKept) free_.push_back(std::move(call));
}

}  // namespace duet::grpc_door
