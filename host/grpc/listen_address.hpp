// Where the gRPC door listens, in the form that gRPC takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace duet::grpc_door {

/// Is it "unix:/path"?
bool is_unix_address(const std::string& address);

/// "127.0.0.1:50051", "[::1]:50051"; a Unix socket's address stays as it is.
std::string host_and_port(const std::string& address, std::uint16_t port);

/// The addresses that a name means, in numbers; one itself, and a Unix socket's, is the only one of the list. Empty if
/// the name is not known. May ask a name server.
std::vector<std::string> numeric_hosts(const std::string& address);

}  // namespace duet::grpc_door
