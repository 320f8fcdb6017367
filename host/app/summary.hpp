// What is mounted, as text for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/assembly.hpp"
#include "net/endpoint.hpp"

namespace duet::app {

/// A table of every route: HTTP method, path, RPC, plugin, and where the configuration has it if it is none of the
/// plugin's own. A method without a route has a row too.
std::string routes_table(const core::Catalog& catalog);

using net::Endpoint;

/// Where the doors are open.
struct Doors {
  std::vector<Endpoint> rest;  // in the order of the configuration; empty if the door is disabled
  std::optional<Endpoint> grpc;

  /// Of the first socket with a port, or 0.
  std::uint16_t rest_port() const;
  std::uint16_t grpc_port() const;
};

/// " REST https://0.0.0.0:8443 http+unix:/run/duet.sock, gRPC 127.0.0.1:50051 by TLS"
std::string list_doors(const Doors& doors);

/// What `duet serve` prints when it is ready: plugins, routes, lines to try, and "ready: REST http://..., gRPC ...".
std::string greeting(const Assembly& assembly, const Doors& doors);

}  // namespace duet::app
