// google.protobuf.Any by descriptors.
#pragma once

#include <duet/codec/json/any.hpp>
#include <set>
#include <string>

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Fills in how the type is read, if it is google.protobuf.Any.
void set_any_form(MessageType& type);

/// What the message says: any of its parts may be empty.
struct AnyContent {
  std::string type_url, value;
};
AnyContent any_content(const pb::Message& any, const MessageType& type);

/// The files of which an Any may hold messages: those of a contract and all that they import, but for what is imported
/// to set options only.
std::set<const pb::FileDescriptor*> files_in_any(const MessageTypes::Contract& contract);

/// Is it a file of the well-known types, which an Any may always hold?
bool is_well_known(const pb::FileDescriptor& file);

}  // namespace duet::transcode
