// A protobuf message in the proto3 JSON mapping, as the SDK writes it.
#pragma once

#include <duet/codec/json/options.hpp>
#include <string>

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Appends `message`, which is of `type`, to `out`: fields by JSON name in the order of declaration, the entries of
/// maps in the order of their keys, of several with one key the last (https://protobuf.dev/programming-guides/json).
/// False if it cannot be written; then `problem` says why, for the log, and nothing is appended.
bool write_json(const pb::Message& message, const MessageType& type, JsonOptions options, std::string& out,
                std::string& problem);

/// The same for the value of one field (google.api.http `response_body`). One that is not set, but could be told from
/// its default, is null.
bool write_json_field(const pb::Message& message, const Field& field, JsonOptions options, std::string& out,
                      std::string& problem);

}  // namespace duet::transcode
