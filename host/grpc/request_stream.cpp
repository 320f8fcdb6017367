#include "grpc/request_stream.hpp"

#include <utility>

#include "grpc/reply.hpp"

namespace duet::grpc_door {

RequestStream* RequestStream::make(core::Call& call, grpc_call* wire_call, void* tag) {
  auto* const stream = new RequestStream(wire_call, tag);
  call.hold({nullptr, 0, stream, [](void* owner) { delete static_cast<RequestStream*>(owner); }});
  return stream;
}

RequestStream::~RequestStream() {
  if (message_ != nullptr) grpc_byte_buffer_destroy(message_);
}

void RequestStream::ask() {
  // gRPC is asked under the lock, since close() lets the call on the wire end.
  const std::lock_guard lock(mutex_);
  if (asked_ || closed_) return;
  asked_ = true;
  grpc_op op{};
  op.op = GRPC_OP_RECV_MESSAGE;
  op.data.recv_message.recv_message = &message_;
  Batch batch;
  batch.add(op);
  batch.start(wire_call_, tag_);
}

grpc_byte_buffer* RequestStream::take() {
  const std::lock_guard lock(mutex_);
  asked_ = false;
  return std::exchange(message_, nullptr);
}

bool RequestStream::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  return !asked_;
}

}  // namespace duet::grpc_door
