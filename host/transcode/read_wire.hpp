// Bytes in protobuf's wire format, read into a message that is known by its descriptor.
#pragma once

#include <duet/codec/protobuf/decode.hpp>
#include <string_view>

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Would the SDK's decode_protobuf() take the bytes for a message of `type`? If not, `error` is what it would say: the
/// same rules, in the same order.
bool check_wire(std::string_view bytes, const MessageType& type, DecodeError& error);

/// Reads the bytes into `message`, which is of `type` and fresh. False and `error` if they are no message of it.
bool read_wire(std::string_view bytes, const MessageType& type, pb::Message& message, DecodeError& error);

}  // namespace duet::transcode
