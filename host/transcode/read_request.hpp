// From a request as a door has it to one protobuf message: body, path and query together.
#pragma once

#include <duet/abi/call.h>
#include <duet/service/read_request.hpp>
#include <optional>

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Fills `message`, which is fresh and of `type`, by the rules of google.api.http; or tells what is wrong with the
/// request, in the words that the SDK has for it. Rules of the fields are not checked: they are the backend's.
/// @throws std::bad_alloc
std::optional<detail::Failure> read_request(const duet_request& request, const MessageType& type, pb::Message& message);

}  // namespace duet::transcode
