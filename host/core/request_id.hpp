// The name of a request, by which its answer and its lines in the log are found.
#pragma once

#include <array>
#include <string_view>

namespace duet::core {

/// The HTTP header and gRPC metadata key by which a client names its request, and by which the answer repeats the name.
inline constexpr std::string_view kRequestIdKey = "x-request-id";

/// May `text`, which a client sent, be taken over? 1 to 128 visible ASCII characters that need no quoting anywhere.
bool is_request_id(std::string_view text);

/// 16 hexadecimal digits, unlikely to come twice; no secret. Any thread.
std::array<char, 16> make_request_id();

}  // namespace duet::core
