// Where the gRPC door listens, as numbers.
#pragma once

#include <string>
#include <vector>

namespace duet::grpc_door {

/// Is it "unix:/path"?
bool is_unix_address(const std::string& address);

/// The addresses that a name means, in numbers; one itself, and a Unix socket's, is the only one of the list. Empty if
/// the name is not known. May ask a name server.
std::vector<std::string> numeric_hosts(const std::string& address);

}  // namespace duet::grpc_door
