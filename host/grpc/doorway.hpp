// Where gRPC's clients come in.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "net/acceptor.hpp"
#include "net/listening_socket.hpp"
#include "net/open_sockets.hpp"

namespace grpc::experimental {
class ExternalConnectionAcceptor;
}

namespace duet::grpc_door {

struct GrpcOptions;

/// Listens for gRPC in its place: gRPC 1.51 closes its socket for ever when the process has no descriptor for a client.
/// Clients are handed on by one thread, and not before their first byte (RFC 9113 section 3.4: it is for them to
/// begin), so that who only connects does not keep gRPC's shutdown waiting.
///
/// Life: listen() → serve_by() → open(), once the server serves → close(), before it is shut down.
class Doorway {
 public:
  Doorway();
  ~Doorway();

  /// Opens the sockets of all addresses that options.address means; one that can be opened is enough. False if none.
  bool listen(const GrpcOptions& options);
  /// Of the first socket; 0 for a Unix socket.
  std::uint16_t port() const { return port_; }

  void serve_by(std::unique_ptr<::grpc::experimental::ExternalConnectionAcceptor> server);
  /// Begins to accept. Throws std::system_error if there is no descriptor or no thread for it.
  void open();
  /// Hands on who has sent something until now, and closes the others and the sockets.
  void close() { acceptor_.reset(); }

 private:
  void hand_on(net::Descriptor& client);

  std::vector<net::ListeningSocket> sockets_;
  std::uint16_t port_ = 0;
  std::size_t most_ = 0;
  net::OpenSockets open_;  // the acceptor's thread's
  std::unique_ptr<::grpc::experimental::ExternalConnectionAcceptor> server_;
  std::unique_ptr<net::Acceptor> acceptor_;
};

}  // namespace duet::grpc_door
