// A message as gRPC received it: how large it may be, and what it is when it is expanded.
#pragma once

#include <grpc/byte_buffer.h>

#include <cstddef>
#include <string>

#include "core/failure.hpp"

namespace duet::grpc_door {

/// RESOURCE_EXHAUSTED, for a message above [grpc] max_message_bytes.
core::Failure too_large(std::size_t limit);

inline bool is_compressed(const grpc_byte_buffer& message) {
  return message.data.raw.compression != GRPC_COMPRESS_NONE;
}

/// Puts the message's bytes into `out`, expanded where it came compressed (gzip, RFC 1952, or deflate, which is RFC
/// 1950's form here). Of one that does not fit in `limit` no more than that is expanded. False, with `failure`, if it
/// is too large or cannot be expanded.
bool read_message(const grpc_byte_buffer& message, std::size_t limit, std::string& out, core::Failure& failure);

}  // namespace duet::grpc_door
