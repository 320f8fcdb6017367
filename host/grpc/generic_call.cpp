#include "grpc/generic_call.hpp"

#include <cassert>
#include <utility>

#include "base/clock.hpp"
#include "core/catalog.hpp"
#include "core/code_map.hpp"
#include "core/dispatcher.hpp"
#include "grpc/failures.hpp"
#include "grpc/metadata.hpp"
#include "grpc/reply.hpp"
#include "grpc/request.hpp"

namespace duet::grpc_door {

GenericCall::GenericCall(QueueContext& context)
    : context_(context),
      tags_{{{this, Event::kRequested},
             {this, Event::kClosed},
             {this, Event::kMessage},
             {this, Event::kEndOfMessages},
             {this, Event::kSent}}} {}

bool GenericCall::request() {
  grpc_call_details_init(&details_);
  grpc_metadata_array_init(&metadata_);
  const grpc_call_error error = grpc_server_request_call(context_.server, &wire_call_, &details_, &metadata_,
                                                         context_.queue, context_.queue, tag(Event::kRequested));
  return error == GRPC_CALL_OK;
}

bool GenericCall::on_event(Event event, bool ok) {
  switch (event) {
    case Event::kRequested:
      if (!ok) return true;  // The server ends; no client came.
      on_requested();
      break;
    case Event::kMessage:
      on_message(ok);
      break;
    case Event::kEndOfMessages:
      on_end_of_messages(ok);
      break;
    case Event::kClosed:
      on_closed();
      break;
    case Event::kSent: {
      // gRPC orders the answering thread before this one; the acquire says so where it can be checked.
      [[maybe_unused]] const bool answered = answered_.load(std::memory_order_acquire);
      assert(answered);
      sent_ = true;
      if (closes_with_answer_) closed_ = true;
      break;
    }
  }
  if (!closed_ || !sent_) return false;
  reset();
  return true;
}

void GenericCall::start(grpc_op op, Event event) {
  [[maybe_unused]] const grpc_call_error error = grpc_call_start_batch(wire_call_, &op, 1, tag(event), nullptr);
  assert(error == GRPC_CALL_OK);
}

void GenericCall::receive(grpc_byte_buffer*& into, Event event) {
  grpc_op op{};
  op.op = GRPC_OP_RECV_MESSAGE;
  op.data.recv_message.recv_message = &into;
  start(op, event);
}

void GenericCall::on_requested() {
  call_ = context_.dispatcher.begin(context_.sink);
  if (call_) {
    begin();
  } else {
    int* const cancelled = take_close();
    answered_.store(true, std::memory_order_relaxed);
    send_failure(wire_call_, {core::kResourceExhausted, "the host holds as many calls as it can; try again later", 0},
                 cancelled, tag(Event::kSent));
  }
  grpc_call_details_destroy(&details_);
  grpc_metadata_array_destroy(&metadata_);
}

void GenericCall::begin() {
  core::Call& call = *call_;
  call.sink_data = this;
  fill_request(call, wire_call_, details_, metadata_);

  const auto& catalog = context_.catalog.current();
  const std::string_view path = view(details_.method);
  const core::Method* const method = path.starts_with('/') ? catalog->find_rpc(path.substr(1)) : nullptr;
  if (method == nullptr || !method->on_grpc) {
    call.target = view(call.copy(path));
    refuse(no_such_method(*catalog, path));
    return;
  }
  call.method = method;
  call.catalog = catalog;
  call.target = method->full_name;
  call.request.method = method->index;
  if (const core::Failure failure = not_callable(*method); failure.code != core::kOk) {
    refuse(failure);
    return;
  }
  receive(message_, Event::kMessage);
}

void GenericCall::on_message(bool ok) {
  if (message_ == nullptr) {
    refuse(is_cut_off(ok) ? gone_failure() : no_message());
    return;
  }
  // The handler runs once the client has said that there is nothing more: only then is the call a well-formed one.
  receive(second_message_, Event::kEndOfMessages);
}

void GenericCall::on_end_of_messages(bool ok) {
  if (second_message_ != nullptr) {
    refuse(second_message());
  } else if (is_cut_off(ok)) {
    refuse(gone_failure());
  } else {
    set_body(*call_, std::exchange(message_, nullptr));
    hand_over(nullptr);
  }
}

void GenericCall::hand_over(const core::Failure* refusal) {
  if (refusal != nullptr) {
    context_.dispatcher.refuse(call_, *refusal);
  } else {
    context_.dispatcher.dispatch(call_);
  }
  if (close_asked_.exchange(true, std::memory_order_acq_rel)) return;  // The answer has asked.
  grpc_op op{};
  op.op = GRPC_OP_RECV_CLOSE_ON_SERVER;
  op.data.recv_close_on_server.cancelled = &cancelled_;
  start(op, Event::kClosed);
}

int* GenericCall::take_close() {
  closes_with_answer_ = !close_asked_.exchange(true, std::memory_order_acq_rel);
  return closes_with_answer_ ? &cancelled_ : nullptr;
}

bool GenericCall::is_cut_off(bool ok) const { return !ok || grpc_call_failed_before_recv_message(wire_call_) != 0; }

core::Failure GenericCall::gone_failure() const {
  const bool given_up = base::monotonic_ns() >= context_.drain_deadline_ns.load(std::memory_order_acquire);
  return given_up ? shut_down() : gone(*call_);
}

void GenericCall::refuse(const core::Failure& failure) { hand_over(&failure); }

void GenericCall::on_closed() {
  closed_ = true;
  if (cancelled_ != 0) call_->cancel(gone_failure());
}

void GenericCall::answer(const core::Call& call, const duet_reply& reply) noexcept {
  grpc_call* const wire_call = wire_call_;
  grpc_byte_buffer* const message = take_message(reply);
  reply_ = message;
  int* const cancelled = take_close();
  void* const sent = tag(Event::kSent);
  answered_.store(true, std::memory_order_release);
  send_reply(wire_call, call, reply, message, cancelled, sent);
}

void GenericCall::reset() {
  for (grpc_byte_buffer** buffer : {&message_, &second_message_, &reply_}) {
    if (*buffer != nullptr) grpc_byte_buffer_destroy(std::exchange(*buffer, nullptr));
  }
  call_.reset();
  grpc_call_unref(std::exchange(wire_call_, nullptr));
  cancelled_ = 0;
  closed_ = sent_ = closes_with_answer_ = false;
  close_asked_.store(false, std::memory_order_relaxed);
  answered_.store(false, std::memory_order_relaxed);
}

}  // namespace duet::grpc_door
