// Why a server cannot listen.
#pragma once

#include <cstdint>
#include <string>

namespace duet::grpc_door {

/// One sentence that names the address, the port and the reason, for a server that could not be started. gRPC does not
/// tell the reason, so the address is bound once more, as gRPC does it, to learn what the kernel says.
std::string explain_listen_error(const std::string& address, std::uint16_t port);

}  // namespace duet::grpc_door
