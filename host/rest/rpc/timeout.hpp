// How long a client of an RPC protocol waits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace duet::rest {

/// grpc-timeout: at most eight digits and a unit, H M S m u n (PROTOCOL-HTTP2.md), as nanoseconds. Zero is a time that
/// has passed. Nothing for any other text.
std::optional<std::int64_t> parse_grpc_timeout(std::string_view text);

/// Connect-Timeout-Ms: at most ten digits (connectrpc.com/docs/protocol), as nanoseconds. The same for the rest.
std::optional<std::int64_t> parse_connect_timeout(std::string_view text);

}  // namespace duet::rest
