// The text of a status as gRPC can carry it.
#pragma once

#include <string>
#include <string_view>

namespace duet::grpc_door {

/// Longer messages are cut: percent-encoded they must still fit in the 8 KiB of trailers that clients accept.
inline constexpr std::size_t kLongestMessage = 2048;

/// Can `text` be sent as it is: valid UTF-8 and not too long?
bool is_sendable(std::string_view text);

/// `text` with each broken byte replaced by U+FFFD, cut between two characters at kLongestMessage.
std::string sendable(std::string_view text);

}  // namespace duet::grpc_door
