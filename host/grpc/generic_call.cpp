#include "grpc/generic_call.hpp"

#include <duet/abi/description.h>

#include <cassert>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "core/catalog.hpp"
#include "core/code_map.hpp"
#include "core/dispatcher.hpp"
#include "grpc/failures.hpp"
#include "grpc/message.hpp"
#include "grpc/metadata.hpp"
#include "grpc/request.hpp"

namespace duet::grpc_door {

GenericCall::GenericCall(QueueContext& context)
    : context_(context),
      tags_{{{this, Event::kRequested},
             {this, Event::kClosed},
             {this, Event::kMessage},
             {this, Event::kEndOfMessages},
             {this, Event::kRead},
             {this, Event::kWritten},
             {this, Event::kSent}}},
      answers_(context.serving.compression, closing_, tag(Event::kWritten), tag(Event::kSent)) {}

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
    case Event::kRead:
      on_read(ok);
      break;
    case Event::kWritten:
      if (!answers_.on_written(ok)) break;
      if (own_ == nullptr) {
        context_.dispatcher.sendable(*call_);
      } else if (requests_ != nullptr) {
        requests_->ask();
      }
      break;
    case Event::kClosed:
      on_closed();
      break;
    case Event::kSent: {
      // gRPC orders the answering thread before this one; the acquire says so where it can be checked.
      [[maybe_unused]] const bool answered = answered_.load(std::memory_order_acquire);
      assert(answered);
      sent_ = true;
      if (closing_.with_answer()) closed_ = true;
      break;
    }
  }
  if (!is_over()) return false;
  reset();
  return true;
}

bool GenericCall::is_over() { return closed_ && sent_ && !receiving_ && (requests_ == nullptr || requests_->close()); }

void GenericCall::receive(grpc_byte_buffer*& into, Event event) {
  grpc_op op{};
  op.op = GRPC_OP_RECV_MESSAGE;
  op.data.recv_message.recv_message = &into;
  Batch batch;
  batch.add(op);
  receiving_ = true;
  batch.start(wire_call_, tag(event));
}

void GenericCall::on_requested() {
  call_ = context_.dispatcher.begin(context_.sink);
  if (call_) {
    begin();
  } else {
    turn_away();
  }
  grpc_call_details_destroy(&details_);
  grpc_metadata_array_destroy(&metadata_);
}

void GenericCall::turn_away() {
  const core::Failure failure{core::kResourceExhausted, "the host holds as many calls as it can; try again later", 0};
  Ending ending(failure);
  Batch batch;
  grpc_op head{};
  head.op = GRPC_OP_SEND_INITIAL_METADATA;
  batch.add(head);
  batch.add(ending.op());
  batch.add_close(closing_.take());
  answered_.store(true, std::memory_order_relaxed);
  batch.start(wire_call_, tag(Event::kSent));
}

void GenericCall::begin() {
  core::Call& call = *call_;
  call.sink_data = this;
  fill_request(call, wire_call_, details_, metadata_);

  const auto& catalog = context_.catalog.current();
  const std::string_view path = view(details_.method);
  const core::Method* const method = find(path);
  if (method == nullptr || !method->on_grpc) {
    call.target = view(call.copy(path));
    refuse(no_such_method(*catalog, path));
    return;
  }
  call.method = method;
  if (own_ == nullptr) call.catalog = catalog;
  call.target = method->full_name;
  call.request.method = method->index;
  if (const core::Failure failure = not_callable(*method); failure.code != core::kOk) {
    refuse(failure);
    return;
  }
  gives_stream_ = (method->kind & DUET_SERVER_STREAM) != 0;
  if (gives_stream_) answers_.begin(wire_call_);
  if ((method->kind & DUET_CLIENT_STREAM) != 0) {
    begin_stream();
  } else {
    receive(message_, Event::kMessage);
  }
}

const core::Method* GenericCall::find(std::string_view path) {
  if (!path.starts_with('/')) return nullptr;
  const std::string_view full_name = path.substr(1);
  if (full_name.starts_with("grpc.")) {
    for (OwnService* const service : context_.serving.own) {
      if (const core::Method* const method = service->find(full_name)) {
        own_ = service;
        return method;
      }
    }
  }
  return context_.catalog.current()->find_rpc(full_name);
}

void GenericCall::begin_stream() {
  requests_ = RequestStream::make(*call_, wire_call_, tag(Event::kRead));
  if (own_ != nullptr) {
    hand_to_own();
  } else {
    // wants_body() finds it there when this object has gone on to another call.
    call_->sink_id = reinterpret_cast<std::uintptr_t>(requests_);
    call_->body_stream = std::make_unique<core::BodyStream>(core::BodyStream::Of::kMessages);
    dispatch();
  }
  requests_->ask();
}

void GenericCall::on_message(bool ok) {
  receiving_ = false;
  if (call_->answered()) return;  // Given up.
  if (message_ == nullptr) {
    refuse(is_cut_off(ok) ? gone_failure() : no_message());
    return;
  }
  // The handler runs once the client has said that there is nothing more: only then is the call a well-formed one.
  receive(second_message_, Event::kEndOfMessages);
}

void GenericCall::on_end_of_messages(bool ok) {
  receiving_ = false;
  if (call_->answered()) return;
  core::Failure failure;
  if (second_message_ != nullptr) {
    refuse(second_message());
  } else if (is_cut_off(ok)) {
    refuse(gone_failure());
  } else if (!set_body(*call_, std::exchange(message_, nullptr), context_.serving.max_message_bytes, failure)) {
    refuse(failure);
  } else if (own_ != nullptr) {
    hand_to_own();
  } else {
    dispatch();
  }
}

void GenericCall::on_read(bool ok) {
  grpc_byte_buffer* const message = requests_->take();
  if (message == nullptr) {
    if (is_cut_off(ok)) {
      break_off(gone_failure());
    } else if (own_ != nullptr) {
      own_->on_end(*call_);
    } else {
      context_.dispatcher.put_body(*call_, {}, true);
    }
    return;
  }
  std::string bytes;
  core::Failure failure;
  const bool fine = read_message(*message, context_.serving.max_message_bytes, bytes, failure);
  grpc_byte_buffer_destroy(message);
  if (call_->answered()) return;  // What comes now is for nobody.
  if (!fine) {
    break_off(failure);
  } else if (own_ != nullptr) {
    if (own_->on_message(*call_, bytes)) requests_->ask();
  } else {
    context_.dispatcher.put_body(*call_, std::move(bytes), false);
    if (call_->body_stream->has_room()) requests_->ask();
  }
}

void GenericCall::dispatch() {
  handed_over_ = true;
  context_.dispatcher.dispatch(call_);
  ask_close();
}

void GenericCall::hand_to_own() {
  own_->on_begin(*call_);
  if (requests_ == nullptr) {
    std::string message;
    for (std::size_t i = 0; i < call_->request.n_body; ++i) message.append(core::view(call_->request.body[i]));
    own_->on_message(*call_, message);
  }
  ask_close();
}

void GenericCall::refuse(const core::Failure& failure) {
  gives_stream_ = false;
  context_.dispatcher.refuse(call_, failure);
  ask_close();
}

void GenericCall::ask_close() {
  int* const cancelled = closing_.take_alone();
  if (cancelled == nullptr) return;
  Batch batch;
  batch.add_close(cancelled);
  batch.start(wire_call_, tag(Event::kClosed));
}

void GenericCall::break_off(const core::Failure& failure) {
  if (own_ != nullptr) {
    own_->on_gone(*call_, failure);
  } else {
    call_->cancel(failure);
  }
}

bool GenericCall::is_cut_off(bool ok) const { return !ok || grpc_call_failed_before_recv_message(wire_call_) != 0; }

bool GenericCall::is_drained() const {
  return base::monotonic_ns() >= context_.serving.drain_deadline_ns.load(std::memory_order_acquire);
}

core::Failure GenericCall::gone_failure() const { return is_drained() ? shut_down() : gone(*call_); }

void GenericCall::on_closed() {
  closed_ = true;
  if (closing_.cancelled()) break_off(gone_failure());
}

void GenericCall::give_up() {
  if (!call_ || call_->answered()) return;
  if (handed_over_ || own_ != nullptr) {
    break_off(shut_down());
  } else {
    refuse(shut_down());
  }
}

void GenericCall::cut() {
  if (!sent_) grpc_call_cancel_with_status(wire_call_, GRPC_STATUS_UNAVAILABLE, shut_down().message.c_str(), nullptr);
}

void GenericCall::answer(const core::Call& call, const duet_reply& reply) noexcept {
  if (gives_stream_) {
    answered_.store(true, std::memory_order_release);
    // At the end of the drain gRPC closes connections with their last call, and what goes past a message is lost then:
    // who does not take the message is cut off a little later.
    answers_.finish(call, reply, call.cancelled() && !is_drained());
    return;
  }
  grpc_call* const wire_call = wire_call_;
  void* const sent = tag(Event::kSent);
  Head head(call, &reply);
  Ending ending(call, reply, false);
  Batch batch;
  batch.add(head.op(context_.serving.compression));
  if (reply.code == core::kOk) {
    reply_ = take_message({reply.body, reply.n_body});
    batch.add_message(reply_, write_flags(reply.flags, grpc_byte_buffer_length(reply_), context_.serving.compression));
  } else {
    core::release_slices({reply.body, reply.n_body});
  }
  batch.add(ending.op());
  batch.add_close(closing_.take());
  answered_.store(true, std::memory_order_release);
  batch.start(wire_call, sent);
}

bool GenericCall::send(const core::Call& call, const duet_reply* head, std::span<const duet_slice> message) noexcept {
  return answers_.send(call, head, message);
}

void GenericCall::wants_body(core::Call& call) noexcept {
  reinterpret_cast<RequestStream*>(static_cast<std::uintptr_t>(call.sink_id))->ask();
}

void GenericCall::reset() {
  for (grpc_byte_buffer** buffer : {&message_, &second_message_, &reply_}) {
    if (*buffer != nullptr) grpc_byte_buffer_destroy(std::exchange(*buffer, nullptr));
  }
  if (gives_stream_) answers_.reset();
  requests_ = nullptr;
  call_.reset();
  grpc_call_unref(std::exchange(wire_call_, nullptr));
  own_ = nullptr;
  closing_.reset();
  receiving_ = handed_over_ = closed_ = sent_ = gives_stream_ = false;
  answered_.store(false, std::memory_order_relaxed);
}

}  // namespace duet::grpc_door
