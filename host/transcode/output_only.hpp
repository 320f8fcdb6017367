// Fields that only the service sets (google.api.field_behavior OUTPUT_ONLY).
#pragma once

#include "transcode/message_types.hpp"

namespace duet::transcode {

bool is_output_only(const pb::FieldDescriptor& field);

/// Is there such a field in the message, or in one within it?
bool reaches_output_only(const pb::Descriptor& descriptor);

/// Clears such fields at any depth, as duet::clear_output_only() does. What an Any holds stays as it is.
/// @pre `message` is of `type`
void clear_output_only(pb::Message& message, const MessageType& type);

}  // namespace duet::transcode
