#include "net/descriptor_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace duet::net {
namespace {

// Descriptors for everything else in the process: files, plugins, threads' own.
constexpr std::size_t kReserved = 128;

}  // namespace

Shares fitting_connections(Shares wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  const auto descriptors = static_cast<std::size_t>(limit.rlim_cur);
  const std::size_t room = std::max(descriptors, 2 * kReserved) - kReserved;
  const std::size_t both = wanted.rest + wanted.grpc;
  if (both <= room) return wanted;
  const std::size_t rest = wanted.rest * room / both;
  const std::size_t grpc = room - rest;
  return {wanted.rest == 0 ? 0 : std::max<std::size_t>(rest, 1), wanted.grpc == 0 ? 0 : std::max<std::size_t>(grpc, 1)};
}

}  // namespace duet::net
