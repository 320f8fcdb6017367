// Why a server cannot listen.
#pragma once

#include <cstdint>
#include <string>

namespace duet::grpc_door {

/// One sentence that names the address, the port and the reason, for a server that could not be started. A name
/// can mean several addresses, so each is bound once more, to learn what the kernel says.
std::string explain_listen_error(const std::string& address, std::uint16_t port);

/// Is `address` "unix:/path" with a path that is empty, too long, or that somebody listens on?
bool is_unusable_unix_address(const std::string& address);

}  // namespace duet::grpc_door
