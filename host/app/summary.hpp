// What is mounted, as text for people.
#pragma once

#include <cstdint>
#include <string>

#include "app/assembly.hpp"

namespace duet::app {

/// A table of every route: HTTP method, path, RPC, plugin. A method without a route has a row too.
std::string routes_table(const core::Catalog& catalog);

/// Where the doors are open; port 0 = the door is disabled.
struct Doors {
  std::string rest_address;
  std::uint16_t rest_port = 0;
  std::string grpc_address;
  std::uint16_t grpc_port = 0;
};

/// What `duet serve` prints when it is ready: plugins, routes, lines to try, and "ready: REST http://..., gRPC ...".
std::string greeting(const Assembly& assembly, const Doors& doors);

}  // namespace duet::app
