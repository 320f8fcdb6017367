#include "grpc/request.hpp"

#include <duet/abi/description.h>
#include <grpc/grpc_security.h>
#include <grpc/support/alloc.h>
#include <grpc/support/time.h>

#include <cstring>
#include <limits>
#include <memory>
#include <string>

#include "core/request_id.hpp"
#include "core/text.hpp"
#include "grpc/message.hpp"
#include "grpc/metadata.hpp"

namespace duet::grpc_door {
namespace {

/// CLOCK_MONOTONIC in nanoseconds; 0 for a call without a deadline.
std::int64_t deadline_ns(gpr_timespec deadline) {
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) return 0;
  const gpr_timespec due = gpr_convert_clock_type(deadline, GPR_CLOCK_MONOTONIC);
  constexpr std::int64_t kMostSeconds = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
  if (due.tv_sec > kMostSeconds) return 0;  // Three centuries away: none.
  return due.tv_sec * 1'000'000'000 + due.tv_nsec;
}

/// "127.0.0.1:1234" for gRPC's "ipv4:127.0.0.1:1234", "[::1]:1234" for "ipv6:%5B::1%5D:1234"; "unix:/path" stays.
duet_str peer_of(grpc_call* wire_call, core::Call& call) {
  const std::unique_ptr<char, void (*)(void*)> uri(grpc_call_get_peer(wire_call), gpr_free);
  std::string_view text(uri.get());
  if (text.starts_with("ipv4:")) return call.copy(text.substr(5));
  if (!text.starts_with("ipv6:")) return call.copy(text);
  text.remove_prefix(5);
  const duet_str room = call.copy(text);
  auto* const out = const_cast<char*>(room.data);
  std::size_t size = 0;
  while (!text.empty()) {
    const std::string_view escape = text.substr(0, 3);
    const char plain = escape == "%5B" ? '[' : escape == "%5D" ? ']' : escape == "%25" ? '%' : '\0';
    out[size++] = plain != '\0' ? plain : text.front();
    text.remove_prefix(plain != '\0' ? 3 : 1);
  }
  return {out, size};
}

/// Of the client's certificate, which gRPC has verified where it knows one. Its text is that of RFC 4514 already.
duet_str client_subject_of(grpc_call* wire_call, core::Call& call) {
  const std::unique_ptr<grpc_auth_context, void (*)(grpc_auth_context*)> context(grpc_call_auth_context(wire_call),
                                                                                 grpc_auth_context_release);
  if (context == nullptr) return {};
  auto properties = grpc_auth_context_find_properties_by_name(context.get(), GRPC_X509_SUBJECT_PROPERTY_NAME);
  const grpc_auth_property* const subject = grpc_auth_property_iterator_next(&properties);
  return subject != nullptr ? call.copy({subject->value, subject->value_length}) : duet_str{};
}

duet_str request_id_of(core::Call& call) {
  for (std::size_t i = 0; i < call.request.n_metadata; ++i) {
    const duet_kv& pair = call.request.metadata[i];
    if (view(pair.key) == core::kRequestIdKey && core::is_request_id(view(pair.value))) return pair.value;
  }
  const auto made = core::make_request_id();
  return call.copy({made.data(), made.size()});
}

bool set_expanded_body(core::Call& call, grpc_byte_buffer* message, std::size_t limit, core::Failure& failure) {
  std::string expanded;
  const bool fine = read_message(*message, limit, expanded, failure);
  grpc_byte_buffer_destroy(message);
  if (!fine) return false;
  const duet_slice body = call.hold(core::owned_slice(std::move(expanded)));
  call.request.body = new (call.arena().allocate(sizeof(duet_slice), alignof(duet_slice))) duet_slice(body);
  call.request.n_body = 1;
  return true;
}

}  // namespace

void fill_request(core::Call& call, grpc_call* wire_call, const grpc_call_details& details,
                  const grpc_metadata_array& metadata) {
  duet_request& request = call.request;
  copy_metadata(metadata, call);
  request.door = DUET_DOOR_GRPC;
  request.encoding = DUET_PROTOBUF;
  request.reply_encoding = DUET_PROTOBUF;
  request.deadline_ns = deadline_ns(details.deadline);
  request.request_id = request_id_of(call);
  request.peer = peer_of(wire_call, call);
  request.client_subject = client_subject_of(wire_call, call);
  request.body_field = {"*", 1};
  call.verb = "gRPC";
}

bool set_body(core::Call& call, grpc_byte_buffer* message, std::size_t limit, core::Failure& failure) {
  if (is_compressed(*message)) return set_expanded_body(call, message, limit, failure);
  // Up to here a copy costs less than keeping the buffer, with the connection's read buffer that it is a part of.
  constexpr std::size_t kCopied = 1024;
  const grpc_slice_buffer& received = message->data.raw.slice_buffer;
  if (received.length > limit) {
    failure = too_large(limit);
    grpc_byte_buffer_destroy(message);
    return false;
  }
  std::pmr::memory_resource& arena = call.arena();
  if (received.length <= kCopied) {
    auto* const bytes = static_cast<std::uint8_t*>(arena.allocate(received.length + 1, 1));
    std::size_t size = 0;
    for (std::size_t i = 0; i < received.count; ++i) {
      const grpc_slice& piece = received.slices[i];
      std::memcpy(bytes + size, GRPC_SLICE_START_PTR(piece), GRPC_SLICE_LENGTH(piece));
      size += GRPC_SLICE_LENGTH(piece);
    }
    call.request.body =
        new (arena.allocate(sizeof(duet_slice), alignof(duet_slice))) duet_slice{bytes, size, nullptr, nullptr};
    call.request.n_body = 1;
    grpc_byte_buffer_destroy(message);
    return true;
  }
  // A short piece lies in the buffer itself, so it is the buffer that must stay.
  call.hold(
      {nullptr, 0, message, [](void* owner) { grpc_byte_buffer_destroy(static_cast<grpc_byte_buffer*>(owner)); }});
  auto* const body = static_cast<duet_slice*>(arena.allocate(received.count * sizeof(duet_slice), alignof(duet_slice)));
  for (std::size_t i = 0; i < received.count; ++i) {
    const grpc_slice& piece = received.slices[i];
    new (body + i) duet_slice{GRPC_SLICE_START_PTR(piece), GRPC_SLICE_LENGTH(piece), nullptr, nullptr};
  }
  call.request.body = body;
  call.request.n_body = received.count;
  return true;
}

}  // namespace duet::grpc_door
