// A call as it came over the wire, put into the host's terms.
#pragma once

#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>

#include <cstddef>

#include "core/call.hpp"
#include "core/failure.hpp"

namespace duet::grpc_door {

/// Fills everything but method and body from what gRPC says about the call. All of it is copied: the call may outlive
/// gRPC's own, because a backend may go on after a deadline has answered the client.
void fill_request(core::Call& call, grpc_call* wire_call, const grpc_call_details& details,
                  const grpc_metadata_array& metadata);

/// Makes `message` the body. Takes it over: the pieces of a large message stay where gRPC received them until the call
/// ends, a small one is copied and its buffer given back at once, and so is one that had to be expanded. False, with
/// `failure`, if it has more than `limit` bytes or cannot be expanded.
bool set_body(core::Call& call, grpc_byte_buffer* message, std::size_t limit, core::Failure& failure);

}  // namespace duet::grpc_door
