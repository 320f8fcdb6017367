// One call on a completion queue of gRPC: the states it goes through, from waiting for a client to being reused.
#pragma once

#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "core/call.hpp"
#include "core/catalog_slot.hpp"

namespace duet::core {
class Dispatcher;
}

namespace duet::grpc_door {

/// What the calls of one completion queue share. Outlives them.
struct QueueContext {
  core::Dispatcher& dispatcher;
  core::ReplySink& sink;
  core::CatalogReader& catalog;                        // only for the queue's thread
  const std::atomic<std::int64_t>& drain_deadline_ns;  // from then on the host itself cancels calls
  grpc_server* server = nullptr;
  grpc_completion_queue* queue = nullptr;
};

/// A call from the moment that the host is ready for it until nothing of it is left, then the next one.
///
/// gRPC's core interface is used rather than grpc++'s generic classes: it keeps metadata in the order received, which
/// grpc++ sorts, and needs no context object to be built and torn down for each call.
///
///   request() ─ kRequested ─┬─ cannot be served: refused ────────────────┐
///                           └─ kMessage ─ kEndOfMessages ─ dispatched ─┬─┴─ answer() ─ kSent ─┬─ over
///                                                                      └─── (kClosed) ────────┘
///
/// Each arrow is a tag that comes out of the completion queue, so everything but answer() runs on the queue's one
/// thread, one thing at a time, and needs no lock. kClosed tells that the stream has ended, by an answer or by the
/// client. It is asked for when a call was handed over and has no answer yet; a call that is answered first, as every
/// quick one is, has that question in the batch of its answer, which saves a batch and a turn of the queue (a tenth of
/// the cost of a small call). An exchange of close_asked_ decides who asks.
///
/// answer() comes exactly once for each call that came in, on any thread: the dispatcher sees to that, and every path
/// from kRequested leads to dispatch() or refuse(), or sends a failure itself. It only reads what was set before the
/// call was handed over, sets what kSent reads, and touches nothing of the object once gRPC has its tag. So the object
/// may be reused when kSent, and kClosed if it was asked for alone, have come back: no tag is outstanding then, and no
/// thread will touch it. A cancellation that races with an answer is the dispatcher's to decide: the loser's answer is
/// dropped there, and this object sees one.
class GenericCall {
 public:
  enum class Event { kRequested, kClosed, kMessage, kEndOfMessages, kSent };
  /// What comes back out of the completion queue.
  struct Tag {
    GenericCall* call;
    Event event;
  };

  explicit GenericCall(QueueContext& context);
  GenericCall(const GenericCall&) = delete;
  GenericCall& operator=(const GenericCall&) = delete;

  /// Waits for the next client. False if the server takes no more calls: then no tag comes back.
  [[nodiscard]] bool request();

  /// A tag came back. True when the call is over: no tag is outstanding and the object may be reused or destroyed.
  [[nodiscard]] bool on_event(Event event, bool ok);

  /// Sends the answer. Any thread.
  void answer(const core::Call& call, const duet_reply& reply) noexcept;

 private:
  void* tag(Event event) { return &tags_[static_cast<std::size_t>(event)]; }
  void start(grpc_op op, Event event);
  void receive(grpc_byte_buffer*& into, Event event);

  void on_requested();
  void begin();
  void hand_over(const core::Failure* refusal);
  int* take_close();
  void on_closed();
  void on_message(bool ok);
  void on_end_of_messages(bool ok);
  void refuse(const core::Failure& failure);
  /// Asked when no message has come: has the client broken off, rather than ended its messages as it should?
  bool is_cut_off(bool ok) const;
  core::Failure gone_failure() const;
  void reset();

  QueueContext& context_;
  std::array<Tag, 5> tags_;

  // Set by gRPC while a tag is outstanding.
  grpc_call* wire_call_ = nullptr;
  grpc_call_details details_{};
  grpc_metadata_array metadata_{};
  grpc_byte_buffer* message_ = nullptr;
  grpc_byte_buffer* second_message_ = nullptr;
  int cancelled_ = 0;

  // The queue's thread only.
  core::CallRef call_;
  bool closed_ = false;
  bool sent_ = false;

  std::atomic<bool> close_asked_{false};

  // Set by answer(), read when kSent has come back.
  grpc_byte_buffer* reply_ = nullptr;
  bool closes_with_answer_ = false;
  std::atomic<bool> answered_{false};  // orders the lines above between the two threads
};

}  // namespace duet::grpc_door
