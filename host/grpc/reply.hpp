// The parts of an answer in gRPC's terms: its head, its messages and its end.
#pragma once

#include <duet/abi/call.h>
#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/call.hpp"
#include "grpc/metadata.hpp"

namespace duet::grpc_door {

/// How answers are compressed. gRPC leaves a message as it is that would not shrink, and knows what the client takes.
struct AnswerCompression {
  bool enabled = false;
  grpc_compression_level level = GRPC_COMPRESS_LEVEL_NONE;  // LOW: gzip before deflate, HIGH: deflate before gzip
  std::size_t min_bytes = 0;                                // smaller messages go as they are
};

/// A message in gRPC's terms. Owned slices change hands without a copy, neighbouring borrowed ones are copied together.
/// The caller's; destroy it when it is sent.
grpc_byte_buffer* take_message(std::span<const duet_slice> pieces);

/// The flags of a message for gRPC. `flags`: those of its reply or head.
std::uint32_t write_flags(std::uint32_t flags, std::size_t size, const AnswerCompression& compression);

/// The initial metadata of an answer: the request id, and what the backend gives. Lives on the stack while a batch is
/// started; gRPC takes its own references.
class Head {
 public:
  /// `reply` may be null.
  Head(const core::Call& call, const duet_reply* reply);
  grpc_op op(const AnswerCompression& compression);

 private:
  OutgoingMetadata metadata_;
};

/// How an answer ends: status, text, details and trailing metadata.
class Ending {
 public:
  /// Borrows the reply's texts, or copies them if `keep`. Releases its details.
  Ending(const core::Call& call, const duet_reply& reply, bool keep);
  /// Of a call that the host could not even begin. Borrows the text.
  explicit Ending(const core::Failure& failure);
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;

  grpc_op op();

 private:
  void set_text(std::string_view text, bool keep);

  const grpc_status_code code_;
  std::string kept_;
  grpc_slice text_{};
  bool has_text_ = false;
  OutgoingMetadata trailing_;
};

/// What gRPC is asked for at once.
class Batch {
 public:
  void add(const grpc_op& op) { ops_[count_++] = op; }
  /// `message` stays the caller's until the tag has come back.
  void add_message(grpc_byte_buffer* message, std::uint32_t flags);
  /// Tells how the stream has ended; null: somebody else asks for that.
  void add_close(int* cancelled);
  /// `tag` comes back when all of it is done or cannot be done any more, possibly before this returns.
  void start(grpc_call* wire_call, void* tag);

 private:
  std::array<grpc_op, 4> ops_{};
  std::size_t count_ = 0;
};

}  // namespace duet::grpc_door
