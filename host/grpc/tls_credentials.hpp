// gRPC's side of TLS: the certificates that its server shows.
#pragma once

#include <memory>

namespace grpc {
class ServerCredentials;
}

namespace duet::grpc_door {

struct GrpcOptions;

/// Credentials for a server that asks options.tls at each handshake, so that a new certificate serves the next
/// connection while those that exist go on. Where it listens is taken from the options too. They must live as long as
/// the server, because gRPC comes back to them. Any thread. @pre options.tls is not null
std::shared_ptr<grpc::ServerCredentials> make_tls_credentials(const GrpcOptions& options);

}  // namespace duet::grpc_door
