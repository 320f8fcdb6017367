// The messages of an answer on their way to gRPC, which takes one at a time.
#pragma once

#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>

#include "core/call.hpp"
#include "grpc/closing.hpp"
#include "grpc/reply.hpp"

namespace duet::grpc_door {

/// One stream of answers; used again for the next call.
///
/// send() and finish() come from any thread, never two of them at a time and none after finish(); on_written() is the
/// queue's thread's. A batch is under way from the first send() or finish() on whenever `writing_` is set, and only
/// then: what comes meanwhile waits here, and the batch's end starts the next one. So gRPC has one message at a time,
/// and is told when more are waiting behind it, which lets it fill its frames. The last batch carries the status, and
/// the last message with it.
class AnswerStream {
 public:
  /// The tags of a batch that is followed by others, and of the last one. All of it outlives this.
  AnswerStream(const AnswerCompression& compression, Closing& closing, void* written, void* sent)
      : compression_(compression), closing_(closing), written_(written), sent_(sent) {}
  ~AnswerStream() { reset(); }
  AnswerStream(const AnswerStream&) = delete;
  AnswerStream& operator=(const AnswerStream&) = delete;

  void begin(grpc_call* wire_call) { wire_call_ = wire_call; }

  /// As core::ReplySink::send().
  bool send(const core::Call& call, const duet_reply* head, std::span<const duet_slice> message);

  /// Ends the stream behind all messages; of a call that was cancelled without those that wait, and with `at_once` in
  /// the middle of the one that is on its way. The tag `sent` comes back exactly once after it.
  void finish(const core::Call& call, const duet_reply& reply, bool at_once);

  /// The tag `written` has come back. True if there is room again for a sender that was told to wait.
  [[nodiscard]] bool on_written(bool ok);

  /// After `sent` has come back, or before begin().
  void reset();

 private:
  static constexpr std::size_t kHighWater = 128 * 1024;
  static constexpr std::size_t kLowWater = kHighWater / 2;
  // What gRPC's buffer of a message takes up beside its bytes.
  static constexpr std::size_t kMessageCost = 512;

  struct Message {
    grpc_byte_buffer* bytes = nullptr;
    std::uint32_t flags = 0;
    std::size_t cost = 0;
  };

  void drop_waiting();
  static void destroy(Message& message);

  const AnswerCompression& compression_;
  Closing& closing_;
  void* const written_;
  void* const sent_;
  grpc_call* wire_call_ = nullptr;

  std::mutex mutex_;
  // Guarded by mutex_.
  std::deque<Message> waiting_;
  Message current_;       // of the batch that is under way
  std::size_t cost_ = 0;  // of all of them
  bool begun_ = false;    // the head is on its way
  bool writing_ = false;
  bool broken_ = false;  // gRPC takes nothing any more
  bool sender_waits_ = false;
  std::unique_ptr<Ending> ending_;
};

}  // namespace duet::grpc_door
