// Why a server cannot listen.
#pragma once

#include <cstdint>
#include <string>

namespace duet::grpc_door {

/// One sentence that names the address, the port and the reason, for a server that could not be started. gRPC does not
/// tell the reason, so the address is bound once more, as gRPC does it, to learn what the kernel says.
///
/// A Unix socket whose file somebody listens on counts as in use: gRPC itself would take the file away from them.
std::string explain_listen_error(const std::string& address, std::uint16_t port);

/// Is `address` "unix:/path" with a path that is empty, too long, or that somebody listens on? gRPC would not mind.
bool is_unusable_unix_address(const std::string& address);

}  // namespace duet::grpc_door
