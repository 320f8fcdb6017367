#include "grpc/doorway.hpp"

#include <grpcpp/server_builder.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "grpc/listen_address.hpp"
#include "grpc/options.hpp"
#include "net/descriptor_limit.hpp"

namespace duet::grpc_door {
namespace {

constexpr std::int64_t kSilenceNs = 10'000'000'000;
const net::DoorNames kNames{"gRPC", "grpc", ""};

std::string whole_path(const std::string& address) {
  constexpr std::size_t kScheme = 5;  // "unix:"
  return "unix:" + std::filesystem::absolute(address.substr(kScheme)).string();
}

}  // namespace

Doorway::Doorway() = default;
Doorway::~Doorway() = default;

bool Doorway::listen(const GrpcOptions& options) {
  most_ = net::fitting_connections({0, options.max_connections}).grpc;
  net::ListenOptions place;
  place.port = options.port;
  place.unix_mode = std::nullopt;
  for (const std::string& host : numeric_hosts(options.address)) {
    // Everywhere is also where there is no IPv6.
    place.address = is_unix_address(host) ? whole_path(host) : host == "::" ? "*" : host;
    auto opened = net::ListeningSocket::open_at(place, kNames);
    if (!opened) continue;
    for (net::ListeningSocket& socket : *opened) sockets_.push_back(std::move(socket));
    place.port = port_ = sockets_.front().endpoint().port;
  }
  return !sockets_.empty();
}

void Doorway::serve_by(std::unique_ptr<::grpc::experimental::ExternalConnectionAcceptor> server) {
  server_ = std::move(server);
}

void Doorway::open() {
  net::Acceptor::Door door;
  door.names = kNames;
  door.silence_ns = kSilenceNs;
  door.has_room = [this](std::size_t silent) {
    return open_.fewer_than(silent < most_ ? most_ - silent : 0, base::monotonic_ns());
  };
  door.take = [this](net::Descriptor& client, const net::ListeningSocket&, const sockaddr_storage&) {
    hand_on(client);
    return net::Acceptor::Verdict::kTaken;
  };
  acceptor_ = std::make_unique<net::Acceptor>(std::move(sockets_), std::move(door));
}

void Doorway::hand_on(net::Descriptor& client) {
  open_.add(client.get());
  ::grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
  connection.fd = client.release();
  server_->HandleNewConnection(&connection);
}

}  // namespace duet::grpc_door
