#include "grpc/reply.hpp"

#include <grpc/slice.h>
#include <grpc/slice_buffer.h>

#include <array>
#include <cassert>
#include <cstring>
#include <string>

#include "base/log.hpp"
#include "core/code_map.hpp"
#include "core/request_id.hpp"
#include "grpc/metadata.hpp"
#include "grpc/status_text.hpp"

namespace duet::grpc_door {
namespace {

constexpr std::string_view kDetailsKey = "grpc-status-details-bin";

/// All borrowed pieces in one slice of their own.
grpc_slice copy_pieces(const duet_slice* pieces, std::size_t count) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < count; ++i) size += pieces[i].size;
  grpc_slice copy = grpc_slice_malloc(size);
  std::uint8_t* out = GRPC_SLICE_START_PTR(copy);
  for (std::size_t i = 0; i < count; ++i) {
    if (pieces[i].size > 0) std::memcpy(out, pieces[i].data, pieces[i].size);
    out += pieces[i].size;
  }
  return copy;
}

/// The body as gRPC's own: owned pieces change hands, neighbouring borrowed ones are copied together.
grpc_byte_buffer* take_body(const duet_slice* body, std::size_t count) {
  grpc_byte_buffer* const message = grpc_raw_byte_buffer_create(nullptr, 0);
  grpc_slice_buffer* const out = &message->data.raw.slice_buffer;
  for (std::size_t i = 0; i < count;) {
    if (body[i].release != nullptr) {
      grpc_slice_buffer_add(out, grpc_slice_new_with_user_data(const_cast<std::uint8_t*>(body[i].data), body[i].size,
                                                               body[i].release, body[i].owner));
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < count && body[end].release == nullptr) ++end;
    grpc_slice_buffer_add(out, copy_pieces(body + i, end - i));
    i = end;
  }
  return message;
}

/// Clients accept 8 KiB of trailers by default. The details travel in base64, beside the message.
bool details_fit(const duet_reply& reply, std::size_t message_size) {
  constexpr std::size_t kTrailersMax = 8 * 1024;
  return reply.details.size <= kTrailersMax && reply.details.size / 3 * 4 + message_size <= kTrailersMax;
}

/// Everything that one answer consists of. Lives while the batch is started; gRPC takes its own references.
class Answer {
 public:
  explicit Answer(duet_code code) : code_(static_cast<grpc_status_code>(core::known_code(code))) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  OutgoingMetadata initial;
  OutgoingMetadata trailing;

  void set_message(std::string_view text) {
    if (!is_sendable(text)) {
      mended_ = sendable(text);
      text = mended_;
    }
    text_ = grpc_slice_from_static_buffer(text.data(), text.size());
    has_text_ = !text.empty();
  }

  void send(grpc_call* wire_call, grpc_byte_buffer* message, int* cancelled, void* tag) {
    std::array<grpc_op, 4> ops{};
    std::size_t count = 0;
    grpc_op& head = ops[count++];
    head.op = GRPC_OP_SEND_INITIAL_METADATA;
    head.data.send_initial_metadata.metadata = initial.data();
    head.data.send_initial_metadata.count = initial.size();
    if (message != nullptr) {
      grpc_op& body = ops[count++];
      body.op = GRPC_OP_SEND_MESSAGE;
      body.data.send_message.send_message = message;
    }
    grpc_op& status = ops[count++];
    status.op = GRPC_OP_SEND_STATUS_FROM_SERVER;
    status.data.send_status_from_server.status = code_;
    status.data.send_status_from_server.status_details = has_text_ ? &text_ : nullptr;
    status.data.send_status_from_server.trailing_metadata = trailing.data();
    status.data.send_status_from_server.trailing_metadata_count = trailing.size();
    if (cancelled != nullptr) {
      grpc_op& close = ops[count++];
      close.op = GRPC_OP_RECV_CLOSE_ON_SERVER;
      close.data.recv_close_on_server.cancelled = cancelled;
    }
    // It can only fail for metadata that is not fit to be sent, and OutgoingMetadata takes none.
    [[maybe_unused]] const grpc_call_error error = grpc_call_start_batch(wire_call, ops.data(), count, tag, nullptr);
    assert(error == GRPC_CALL_OK);
  }

 private:
  const grpc_status_code code_;
  std::string mended_;
  grpc_slice text_{};
  bool has_text_ = false;
};

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

grpc_byte_buffer* take_message(const duet_reply& reply) {
  if (reply.code == core::kOk) return take_body(reply.body, reply.n_body);
  for (std::size_t i = 0; i < reply.n_body; ++i) {
    if (reply.body[i].release != nullptr) reply.body[i].release(reply.body[i].owner);
  }
  return nullptr;
}

void send_reply(grpc_call* wire_call, const core::Call& call, const duet_reply& reply, grpc_byte_buffer* message,
                int* cancelled, void* tag) {
  Answer answer(reply.code);
  answer.set_message(view(reply.message));
  answer.initial.reserve(reply.n_metadata + 1);
  answer.initial.add(core::kRequestIdKey, view(call.request.request_id));
  answer.initial.add_all(reply.metadata, reply.n_metadata, call);
  answer.trailing.reserve(reply.n_trailers + 1);
  add_details(reply, call, answer.trailing);
  answer.trailing.add_all(reply.trailers, reply.n_trailers, call);
  if (reply.details.release != nullptr) reply.details.release(reply.details.owner);
  answer.send(wire_call, message, cancelled, tag);
}

void send_failure(grpc_call* wire_call, const core::Failure& failure, int* cancelled, void* tag) {
  Answer answer(failure.code);
  answer.set_message(failure.message);
  answer.send(wire_call, nullptr, cancelled, tag);
}

}  // namespace duet::grpc_door
