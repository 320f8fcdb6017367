// google.protobuf.Any by the descriptors of all that is mounted.
#pragma once

#include <duet/codec/json/any.hpp>

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Fills in how the type is read, if it is google.protobuf.Any.
void set_any_form(MessageType& type);

/// What the message says: any of its parts may be empty.
struct AnyContent {
  std::string type_url, value;
};
AnyContent any_content(const pb::Message& any, const MessageType& type);

}  // namespace duet::transcode
