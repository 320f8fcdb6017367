// google.api.HttpBody: a message that stands for bytes of any media type (google/api/httpbody.proto).
#pragma once

#include <duet/abi/call.h>
#include <string>
#include <string_view>

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Puts the data, and the request's media type, into `message`, which is of `type`.
/// @pre the type is google.api.HttpBody, as that of a route with DUET_BYTES is.
void fill_http_body(pb::Message& message, const MessageType& type, const duet_request& request, std::string_view data);

struct HttpBody {
  std::string content_type;  // empty if the message has none
  std::string data;
};

/// What the message holds. @pre as above
HttpBody http_body_of(const pb::Message& message, const MessageType& type);

}  // namespace duet::transcode
