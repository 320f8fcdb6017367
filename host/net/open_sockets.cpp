#include "net/open_sockets.hpp"

#include <sys/stat.h>

namespace duet::net {
namespace {

constexpr std::int64_t kPauseNs = 100'000'000;

// What the descriptor stands for, or 0. Another socket has another number, a file is no socket.
ino_t socket_number(int fd) {
  struct stat found {};
  return ::fstat(fd, &found) == 0 && S_ISSOCK(found.st_mode) ? found.st_ino : 0;
}

}  // namespace

void OpenSockets::add(int fd) { known_[fd] = socket_number(fd); }

bool OpenSockets::fewer_than(std::size_t most, std::int64_t now_ns) {
  if (known_.size() < most) return true;
  if (looked_ns_ != 0 && now_ns - looked_ns_ < kPauseNs) return false;
  looked_ns_ = now_ns;
  forget_closed();
  return known_.size() < most;
}

void OpenSockets::forget_closed() {
  std::erase_if(known_, [](const auto& one) { return socket_number(one.first) != one.second; });
}

}  // namespace duet::net
