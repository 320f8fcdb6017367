#include "rest/listening_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <string_view>

#include "rest/peer_address.hpp"

namespace duet::rest {
namespace {

bool listens(int fd) {
  int accepts = 0;
  socklen_t size = sizeof accepts;
  return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &size) == 0 && accepts != 0;
}

std::string own_address(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? address_text(address) : std::string();
}

}  // namespace

int find_listening_socket(const std::string& host, std::uint16_t port) {
  const std::string wanted =
      (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    int fd = -1;
    std::from_chars(name.data(), name.data() + name.size(), fd);
    if (fd >= 0 && listens(fd) && own_address(fd) == wanted) return fd;
  }
  return -1;
}

void replace_listening_socket(int fd) {
  const int idle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (idle < 0) {
    // Without a spare descriptor shutdown() does the same; the accept thread then sees errors, but nobody new.
    ::shutdown(fd, SHUT_RD);
    return;
  }
  ::dup3(idle, fd, O_CLOEXEC);
  ::close(idle);
}

}  // namespace duet::rest
