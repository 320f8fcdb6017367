#include "grpc/listen_error.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

#include "grpc/listen_address.hpp"

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

/// The address of "unix:/path"; nothing if the path is empty or longer than the kernel takes.
std::optional<sockaddr_un> unix_address(const std::string& address) {
  const std::string_view path = std::string_view(address).substr(std::string_view("unix:").size());
  sockaddr_un unix_socket{};
  if (path.empty() || path.size() >= sizeof unix_socket.sun_path) return std::nullopt;
  unix_socket.sun_family = AF_UNIX;
  std::ranges::copy(path, unix_socket.sun_path);
  return unix_socket;
}

bool is_somebody_listening(const sockaddr_un& unix_socket) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const bool connected =
      ::connect(fd, reinterpret_cast<const sockaddr*>(&unix_socket), sizeof unix_socket) == 0 || errno == EAGAIN;
  ::close(fd);
  return connected;
}

std::string explain_unix(const std::string& address) {
  const std::string where = "cannot listen for gRPC on " + address + ": ";
  const auto unix_socket = unix_address(address);
  if (!unix_socket) {
    return where + "the path must have between 1 and " + std::to_string(sizeof sockaddr_un::sun_path - 1) +
           " bytes; choose another one in [grpc] address";
  }
  if (is_somebody_listening(*unix_socket)) {
    return where + "another program listens there; end it, or set another path in [grpc] address";
  }
  const char* const path = unix_socket->sun_path;
  struct stat status {};
  if (::lstat(path, &status) == 0) {
    return where +
           (S_ISSOCK(status.st_mode) ? "the file of an earlier socket cannot be removed"
                                     : "there is a file of another kind, which is left alone") +
           "; remove it, or set another path in [grpc] address";
  }
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&*unix_socket), sizeof *unix_socket) == 0;
  const int error = errno;
  ::close(fd);
  if (bound) {
    ::unlink(path);
    return where + "it could not be opened, but can be now; start the host again";
  }
  return where + std::generic_category().message(error) +
         "; [grpc] address must be a path in a folder that exists and that the host's user may write to";
}

}  // namespace

bool is_unusable_unix_address(const std::string& address) {
  if (!is_unix_address(address)) return false;
  const auto unix_socket = unix_address(address);
  return !unix_socket || is_somebody_listening(*unix_socket);
}

std::string explain_listen_error(const std::string& address, std::uint16_t port) {
  if (is_unix_address(address)) return explain_unix(address);
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
  return where + "it could not be opened, but can be now; start the host again";
}

}  // namespace duet::grpc_door
