// One call on a completion queue of gRPC: the states it goes through, from waiting for a client to being reused.
#pragma once

#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "core/call.hpp"
#include "core/catalog_slot.hpp"
#include "grpc/answer_stream.hpp"
#include "grpc/closing.hpp"
#include "grpc/own_service.hpp"
#include "grpc/reply.hpp"
#include "grpc/request_stream.hpp"

namespace duet::core {
class Dispatcher;
}

namespace duet::grpc_door {

/// How all calls of a server are served. Outlives them.
struct Serving {
  std::size_t max_message_bytes = 0;
  AnswerCompression compression;
  std::vector<OwnService*> own;
  // From then on the host itself cancels calls.
  std::atomic<std::int64_t> drain_deadline_ns{std::numeric_limits<std::int64_t>::max()};
};

/// What the calls of one completion queue share. Outlives them.
struct QueueContext {
  core::Dispatcher& dispatcher;
  core::ReplySink& sink;
  core::CatalogReader& catalog;  // only for the queue's thread
  const Serving& serving;
  grpc_server* server = nullptr;
  grpc_completion_queue* queue = nullptr;
};

/// A call from the moment that the host is ready for it until nothing of it is left, then the next one.
///
/// gRPC's core interface is used rather than grpc++'s generic classes: it keeps metadata in the order received, which
/// grpc++ sorts, and needs no context object to be built and torn down for each call.
///
///   request() ─ kRequested ─┬─ cannot be served: refused ────────────────┐
///                           ├─ kMessage ─ kEndOfMessages ─ dispatched ─┬─┴─ answer() ─ kSent ─┬─ over
///                           │                                          └─── (kClosed) ────────┤
///                           └─ takes a stream: dispatched ── (kRead)* ────────────────────────┘
///
/// Each arrow is a tag that comes out of the completion queue, so everything but answer(), send() and wants_body() runs
/// on the queue's one thread, one thing at a time, and needs no lock. kClosed tells that the stream has ended, by an
/// answer or by the client; Closing has who asks for it. A call that is answered before it was handed over, as every
/// quick one is, has that question in the batch of its answer (which saves a tenth of the cost of a small call).
///
/// answer() comes exactly once for each call that came in, on any thread: the dispatcher sees to that, and every path
/// from kRequested leads to dispatch() or refuse(), or sends a failure itself. It only reads what was set before the
/// call was handed over, sets what kSent reads, and touches nothing of the object once gRPC has its tag. So the object
/// may be reused when kSent, and kClosed if it was asked for alone, have come back: no tag is outstanding then, and no
/// thread will touch it. A cancellation that races with an answer is the dispatcher's to decide: the loser's answer is
/// dropped there, and this object sees one.
///
/// Streams add two things, each behind a lock of its own. Of what is sent AnswerStream has one batch under way at a
/// time (kWritten, then kSent as the last one). What is received may be asked for by the backend's thread at any time,
/// also when this call is over: so that part belongs to the call in the host's terms (RequestStream), and is closed
/// before the object is reused.
class GenericCall {
 public:
  enum class Event { kRequested, kClosed, kMessage, kEndOfMessages, kRead, kWritten, kSent };
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

  /// The end of the drain: the client is told at once, whatever the call is doing. The queue's thread.
  void give_up();
  /// Some time later: who has not taken that is disconnected from the call.
  void cut();

  /// Sends the answer, or its end. Any thread.
  void answer(const core::Call& call, const duet_reply& reply) noexcept;
  /// As core::ReplySink has it.
  bool send(const core::Call& call, const duet_reply* head, std::span<const duet_slice> message) noexcept;
  static void wants_body(core::Call& call) noexcept;

  std::size_t place = 0;  // among the calls of its queue: the queue's own

 private:
  void* tag(Event event) { return &tags_[static_cast<std::size_t>(event)]; }
  void receive(grpc_byte_buffer*& into, Event event);

  void on_requested();
  void turn_away();
  void begin();
  const core::Method* find(std::string_view path);
  void begin_stream();
  void on_message(bool ok);
  void on_end_of_messages(bool ok);
  void on_read(bool ok);
  void on_closed();
  bool is_over();
  void dispatch();
  void hand_to_own();
  void refuse(const core::Failure& failure);
  void ask_close();
  void break_off(const core::Failure& failure);
  /// Asked when no message has come: has the client broken off, rather than ended its messages as it should?
  bool is_cut_off(bool ok) const;
  core::Failure gone_failure() const;
  bool is_drained() const;
  void reset();

  QueueContext& context_;
  std::array<Tag, 7> tags_;

  // Set by gRPC while a tag is outstanding.
  grpc_call* wire_call_ = nullptr;
  grpc_call_details details_{};
  grpc_metadata_array metadata_{};
  grpc_byte_buffer* message_ = nullptr;
  grpc_byte_buffer* second_message_ = nullptr;

  // The queue's thread only.
  core::CallRef call_;
  OwnService* own_ = nullptr;
  RequestStream* requests_ = nullptr;  // call_'s
  bool receiving_ = false;
  bool handed_over_ = false;
  bool closed_ = false;
  bool sent_ = false;

  Closing closing_;
  AnswerStream answers_;
  bool gives_stream_ = false;  // set before the call is handed over

  // Set by answer(), read when kSent has come back.
  grpc_byte_buffer* reply_ = nullptr;
  std::atomic<bool> answered_{false};  // orders the line above between the two threads
};

}  // namespace duet::grpc_door
