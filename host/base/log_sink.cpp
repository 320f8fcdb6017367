#include "base/log_sink.hpp"

#include <poll.h>
#include <spdlog/common.h>
#include <spdlog/details/log_msg.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace duet::base::log {
namespace {

// Returns 0 or the errno.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      // Somebody who shares the terminal or pipe has made it non-blocking.
      pollfd writable{fd, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

struct LineSink::Target {
  Target(int descriptor, bool close_it) : fd(descriptor), owned(close_it) {}
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  ~Target() {
    if (owned) ::close(fd);
  }

  const int fd;
  const bool owned;
};

LineSink::LineSink() : target_(std::make_shared<const Target>(STDERR_FILENO, false)) {}

void LineSink::log(const spdlog::details::log_msg& lines) {
  std::shared_ptr<const Target> target;
  {
    const std::lock_guard lock(mutex_);
    target = target_;
  }
  const int error = write_all(target->fd, {lines.payload.data(), lines.payload.size()});
  if (error != 0) spdlog::throw_spdlog_ex("lines of the log could not be written", error);
}

void LineSink::set_target(int fd, bool owned) {
  auto target = std::make_shared<const Target>(fd, owned);
  const std::lock_guard lock(mutex_);
  target_.swap(target);
}

}  // namespace duet::base::log
