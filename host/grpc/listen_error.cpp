#include "grpc/listen_error.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace duet::grpc_door {
namespace {

/// 0, or why the address cannot be listened on.
int try_listen(const addrinfo& candidate) {
  const int fd = ::socket(candidate.ai_family, candidate.ai_socktype | SOCK_CLOEXEC, candidate.ai_protocol);
  if (fd < 0) return errno;
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  int error = ::bind(fd, candidate.ai_addr, candidate.ai_addrlen) == 0 ? 0 : errno;
  if (error == 0 && ::listen(fd, 1) != 0) error = errno;
  ::close(fd);
  return error;
}

std::string mend(int error) {
  switch (error) {
    case EADDRINUSE:
      return "; end the program that uses the port, or set another one in [grpc] port";
    case EADDRNOTAVAIL:
      return "; [grpc] address must be an address of this machine";
    case EACCES:
      return "; choose a port above 1023 in [grpc] port, or give the host the right to use this one";
    default:
      return "";
  }
}

}  // namespace

std::string explain_listen_error(const std::string& address, std::uint16_t port) {
  const std::string where = "cannot listen for gRPC on " + address + ':' + std::to_string(port) + ": ";
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0) {
    return where + ::gai_strerror(error) + "; [grpc] address must be a host name or an IP address";
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> candidates(found, ::freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    if (const int error = try_listen(*one); error != 0) {
      return where + std::generic_category().message(error) + mend(error);
    }
  }
  return where + "gRPC could not start there; its own message is in the log";
}

}  // namespace duet::grpc_door
