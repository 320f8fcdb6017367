// From the message that a backend answers with to the body that the door asked for.
#pragma once

#include <duet/abi/call.h>
#include <string>

#include "transcode/message_types.hpp"

namespace duet::transcode {

struct ReplyBody {
  std::string bytes;
  std::string content_type;  // of google.api.HttpBody; else empty: the door knows it
};

/// Writes `message`, which is of `type`, or the field of it that `request.reply_field` names, in
/// `request.reply_encoding`. False if it cannot be written; then `problem` says why, for the log.
/// @throws std::bad_alloc
bool write_reply(const duet_request& request, const pb::Message& message, const MessageType& type, ReplyBody& body,
                 std::string& problem);

}  // namespace duet::transcode
