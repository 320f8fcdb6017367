// How many connections the process has descriptors for.
#pragma once

#include <cstddef>

namespace duet::net {

/// The most connections of each door.
struct Shares {
  std::size_t rest = 0;
  std::size_t grpc = 0;
};

/// `wanted`, lowered in proportion where RLIMIT_NOFILE does not allow both together beside what else is open. At the
/// limit a client can be turned away; without descriptors nobody could tell it anything. Any thread.
Shares fitting_connections(Shares wanted);

}  // namespace duet::net
