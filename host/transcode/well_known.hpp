// The types that have a form of their own in JSON, by their descriptors: google.protobuf.Timestamp and its like.
#pragma once

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Fills in how the type is read and written, if it is one of these, but for google.protobuf.Any (any.hpp).
void set_form(MessageType& type);

/// Is the field of the enum google.protobuf.NullValue, of which null is a value?
bool is_null_value(const pb::FieldDescriptor& field);

}  // namespace duet::transcode
