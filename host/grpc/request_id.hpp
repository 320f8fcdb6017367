// Names for calls that come without one.
#pragma once

#include <array>
#include <string_view>

namespace duet::grpc_door {

/// The metadata key by which a client names its call, and by which the answer repeats the name.
inline constexpr std::string_view kRequestIdKey = "x-request-id";

/// May `text`, which a client sent as its request id, be taken over? 1 to 128 visible ASCII characters.
bool is_request_id(std::string_view text);

/// 16 hexadecimal digits, unlikely to come twice; no secret. Any thread.
std::array<char, 16> make_request_id();

}  // namespace duet::grpc_door
