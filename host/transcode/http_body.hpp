// google.api.HttpBody: a message that stands for bytes of any media type (google/api/httpbody.proto).
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

namespace duet::transcode {

/// Fills `message`. @pre it is a google.api.HttpBody, as that of a route with DUET_BYTES is.
void fill_http_body(google::protobuf::Message& message, std::string_view content_type, std::string_view data);

struct HttpBody {
  std::string content_type;  // empty if the message has none
  std::string data;
};

/// What the message holds. @pre as above
HttpBody http_body_of(const google::protobuf::Message& message);

}  // namespace duet::transcode
