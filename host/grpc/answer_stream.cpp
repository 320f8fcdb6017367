#include "grpc/answer_stream.hpp"

#include <optional>
#include <string>
#include <utility>

#include "core/code_map.hpp"
#include "core/dispatcher.hpp"
#include "grpc/status_text.hpp"

namespace duet::grpc_door {

bool AnswerStream::send(const core::Call& call, const duet_reply* head, std::span<const duet_slice> pieces) {
  Message message;
  if (!pieces.empty()) {
    message.bytes = take_message(pieces);
    const std::size_t size = grpc_byte_buffer_length(message.bytes);
    message.flags = write_flags(head != nullptr ? head->flags : 0, size, compression_);
    message.cost = size + kMessageCost;
  }
  bool begins = false;
  {
    const std::lock_guard lock(mutex_);
    begins = !std::exchange(begun_, true);
    if (broken_ || (!begins && pieces.empty())) {
      destroy(message);
      return true;
    }
    cost_ += message.cost;
    sender_waits_ = cost_ >= kHighWater;
    if (writing_) {
      waiting_.push_back(message);
      return !sender_waits_;
    }
    writing_ = true;
    current_ = message;
  }
  const bool has_room = message.cost < kHighWater;
  // Out of the lock, which the queue's thread would wait for: until this batch ends, nobody starts another one.
  Batch batch;
  std::optional<Head> first;
  if (begins) batch.add(first.emplace(call, head).op(compression_));
  if (message.bytes != nullptr) batch.add_message(message.bytes, message.flags);
  batch.start(wire_call_, written_);
  return has_room;
}

void AnswerStream::finish(const core::Call& call, const duet_reply& reply, bool at_once) {
  core::release_slices({reply.body, reply.n_body});
  // It outlives the reply if a batch is under way.
  auto ending = std::make_unique<Ending>(call, reply, true);
  std::optional<Head> first;
  Batch batch;
  {
    const std::lock_guard lock(mutex_);
    if (!begun_) batch.add(first.emplace(call, &reply).op(compression_));
    ending_ = std::move(ending);
    if (writing_) {
      if (call.cancelled()) drop_waiting();
      if (!at_once) return;
      // A client that does not read would keep the status waiting behind the message that it does not take. gRPC sends
      // its status past that one. Under the lock: without it the call may be over at any moment.
      const std::string text = sendable(view(reply.message));
      grpc_call_cancel_with_status(wire_call_, static_cast<grpc_status_code>(core::known_code(reply.code)),
                                   text.c_str(), nullptr);
      return;
    }
    writing_ = true;
    batch.add(ending_->op());
    batch.add_close(closing_.take());
  }
  batch.start(wire_call_, sent_);
}

bool AnswerStream::on_written(bool ok) {
  Batch batch;
  Message written;
  void* tag = nullptr;
  bool has_room = false;
  {
    const std::lock_guard lock(mutex_);
    written = std::exchange(current_, {});
    cost_ -= written.cost;
    if (!ok) {
      broken_ = true;
      drop_waiting();
    }
    has_room = cost_ < kLowWater && std::exchange(sender_waits_, false);
    writing_ = !waiting_.empty() || ending_ != nullptr;
    if (!waiting_.empty()) {
      current_ = waiting_.front();
      waiting_.pop_front();
      batch.add_message(current_.bytes, current_.flags | (waiting_.empty() ? 0 : GRPC_WRITE_BUFFER_HINT));
      tag = written_;
    }
    if (ending_ != nullptr && waiting_.empty()) {
      batch.add(ending_->op());
      batch.add_close(closing_.take());
      tag = sent_;
    }
  }
  destroy(written);
  if (tag != nullptr) batch.start(wire_call_, tag);
  return has_room;
}

void AnswerStream::reset() {
  const std::lock_guard lock(mutex_);
  destroy(current_);
  drop_waiting();
  cost_ = 0;
  begun_ = writing_ = broken_ = sender_waits_ = false;
  ending_.reset();
}

void AnswerStream::drop_waiting() {
  for (Message& message : waiting_) {
    cost_ -= message.cost;
    destroy(message);
  }
  waiting_.clear();
}

void AnswerStream::destroy(Message& message) {
  if (message.bytes != nullptr) grpc_byte_buffer_destroy(std::exchange(message.bytes, nullptr));
}

}  // namespace duet::grpc_door
