// gRPC's side of TLS: the certificates that its server shows.
#pragma once

#include <memory>

namespace grpc {
class ServerCredentials;
}

namespace duet::tls {
class Store;
}

namespace duet::grpc_door {

/// Credentials for a server that asks `store` at each handshake, so that a new certificate serves the next
/// connection while those that exist go on. They must live as long as
/// the server, because gRPC comes back to them. Any thread.
std::shared_ptr<grpc::ServerCredentials> make_tls_credentials(std::shared_ptr<const tls::Store> store);

}  // namespace duet::grpc_door
