// An answer in the host's terms, put on the wire.
#pragma once

#include <duet/abi/call.h>
#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>

#include "core/call.hpp"

namespace duet::grpc_door {

/// The message that carries the body of an OK answer, null for an error. Owned slices of the body change hands without
/// a copy; those of an error are released. Destroy it when the answer is sent.
grpc_byte_buffer* take_message(const duet_reply& reply);

/// Sends `reply` as the one answer to `wire_call`: initial metadata with the request id, the message that was taken
/// from it, status and trailing metadata. `tag` comes back when it is sent or cannot be sent any more, possibly before
/// this returns. With `cancelled`, it comes back when the stream has ended too, and *cancelled tells how: for a call
/// whose end nobody has asked for yet. Any thread.
void send_reply(grpc_call* wire_call, const core::Call& call, const duet_reply& reply, grpc_byte_buffer* message,
                int* cancelled, void* tag);

/// The same for a call that the host could not even begin.
void send_failure(grpc_call* wire_call, const core::Failure& failure, int* cancelled, void* tag);

}  // namespace duet::grpc_door
