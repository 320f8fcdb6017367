#include "grpc/reply.hpp"

#include <grpc/slice.h>
#include <grpc/slice_buffer.h>

#include <cassert>
#include <cstring>

#include "base/log.hpp"
#include "core/code_map.hpp"
#include "core/request_id.hpp"
#include "grpc/status_text.hpp"

namespace duet::grpc_door {
namespace {

constexpr std::string_view kDetailsKey = "grpc-status-details-bin";

/// All borrowed pieces in one slice of their own.
grpc_slice copy_pieces(std::span<const duet_slice> pieces) {
  std::size_t size = 0;
  for (const duet_slice& piece : pieces) size += piece.size;
  grpc_slice copy = grpc_slice_malloc(size);
  std::uint8_t* out = GRPC_SLICE_START_PTR(copy);
  for (const duet_slice& piece : pieces) {
    if (piece.size > 0) std::memcpy(out, piece.data, piece.size);
    out += piece.size;
  }
  return copy;
}

/// Clients accept 8 KiB of trailers by default. The details travel in base64, beside the message.
bool details_fit(const duet_reply& reply, std::size_t message_size) {
  constexpr std::size_t kTrailersMax = 8 * 1024;
  return reply.details.size <= kTrailersMax && reply.details.size / 3 * 4 + message_size <= kTrailersMax;
}

void add_details(const duet_reply& reply, const core::Call& call, OutgoingMetadata& trailing) {
  if (reply.code == core::kOk || reply.details.size == 0) return;
  if (details_fit(reply, reply.message.size)) {
    trailing.add(kDetailsKey, {reinterpret_cast<const char*>(reply.details.data), reply.details.size});
    return;
  }
  base::log::write(base::log::Level::warn, "the details of an error were dropped: they do not fit in 8 KiB of trailers",
                   {{"method", call.target}, {"request_id", view(call.request.request_id)}});
}

}  // namespace

grpc_byte_buffer* take_message(std::span<const duet_slice> pieces) {
  grpc_byte_buffer* const message = grpc_raw_byte_buffer_create(nullptr, 0);
  grpc_slice_buffer* const out = &message->data.raw.slice_buffer;
  for (std::size_t i = 0; i < pieces.size();) {
    const duet_slice& piece = pieces[i];
    if (piece.release != nullptr) {
      grpc_slice_buffer_add(out, grpc_slice_new_with_user_data(const_cast<std::uint8_t*>(piece.data), piece.size,
                                                               piece.release, piece.owner));
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < pieces.size() && pieces[end].release == nullptr) ++end;
    grpc_slice_buffer_add(out, copy_pieces(pieces.subspan(i, end - i)));
    i = end;
  }
  return message;
}

std::uint32_t write_flags(std::uint32_t flags, std::size_t size, const AnswerCompression& compression) {
  if (!compression.enabled) return 0;
  return (flags & DUET_REPLY_UNCOMPRESSED) != 0 || size < compression.min_bytes ? GRPC_WRITE_NO_COMPRESS : 0;
}

Head::Head(const core::Call& call, const duet_reply* reply) {
  metadata_.reserve((reply != nullptr ? reply->n_metadata : 0) + 1);
  metadata_.add(core::kRequestIdKey, view(call.request.request_id));
  if (reply != nullptr) metadata_.add_all(reply->metadata, reply->n_metadata, call);
}

grpc_op Head::op(const AnswerCompression& compression) {
  grpc_op op{};
  op.op = GRPC_OP_SEND_INITIAL_METADATA;
  op.data.send_initial_metadata.metadata = metadata_.data();
  op.data.send_initial_metadata.count = metadata_.size();
  if (compression.enabled) {
    op.data.send_initial_metadata.maybe_compression_level.is_set = 1;
    op.data.send_initial_metadata.maybe_compression_level.level = compression.level;
  }
  return op;
}

Ending::Ending(const core::Call& call, const duet_reply& reply, bool keep)
    : code_(static_cast<grpc_status_code>(core::known_code(reply.code))) {
  set_text(view(reply.message), keep);
  trailing_.reserve(reply.n_trailers + 1);
  add_details(reply, call, trailing_);
  trailing_.add_all(reply.trailers, reply.n_trailers, call);
  if (reply.details.release != nullptr) reply.details.release(reply.details.owner);
}

Ending::Ending(const core::Failure& failure) : code_(static_cast<grpc_status_code>(failure.code)) {
  set_text(failure.message, false);
}

void Ending::set_text(std::string_view text, bool keep) {
  const bool mends = !is_sendable(text);
  if (mends || keep) {
    kept_ = mends ? sendable(text) : std::string(text);
    text = kept_;
  }
  text_ = grpc_slice_from_static_buffer(text.data(), text.size());
  has_text_ = !text.empty();
}

grpc_op Ending::op() {
  grpc_op op{};
  op.op = GRPC_OP_SEND_STATUS_FROM_SERVER;
  op.data.send_status_from_server.status = code_;
  op.data.send_status_from_server.status_details = has_text_ ? &text_ : nullptr;
  op.data.send_status_from_server.trailing_metadata = trailing_.data();
  op.data.send_status_from_server.trailing_metadata_count = trailing_.size();
  return op;
}

void Batch::add_message(grpc_byte_buffer* message, std::uint32_t flags) {
  grpc_op& op = ops_[count_++];
  op.op = GRPC_OP_SEND_MESSAGE;
  op.flags = flags;
  op.data.send_message.send_message = message;
}

void Batch::add_close(int* cancelled) {
  if (cancelled == nullptr) return;
  grpc_op& op = ops_[count_++];
  op.op = GRPC_OP_RECV_CLOSE_ON_SERVER;
  op.data.recv_close_on_server.cancelled = cancelled;
}

void Batch::start(grpc_call* wire_call, void* tag) {
  // It can only fail for metadata that is not fit to be sent, and OutgoingMetadata takes none.
  [[maybe_unused]] const grpc_call_error error = grpc_call_start_batch(wire_call, ops_.data(), count_, tag, nullptr);
  assert(error == GRPC_CALL_OK);
}

}  // namespace duet::grpc_door
