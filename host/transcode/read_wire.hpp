// Bytes in protobuf's wire format, read into a message that is known by its descriptor.
#pragma once

#include <duet/codec/protobuf/decode.hpp>
#include <string_view>

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Merges the bytes into `message`, which is of `type`. False and `error` if they are no message of it, by the same
/// rules and in the same words as the SDK's decode_protobuf(). `levels` of messages may be entered, 1 = the message
/// itself.
bool read_wire(std::string_view bytes, const MessageType& type, pb::Message& message, DecodeError& error,
               int levels = detail::kMaxDepth);

}  // namespace duet::transcode
