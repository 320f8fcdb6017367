#include "base/log_sink.hpp"

#include <poll.h>
#include <spdlog/common.h>
#include <spdlog/details/log_msg.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace duet::base::log {
namespace {

constexpr std::size_t kPendingBytesMax = std::size_t{1} << 20;

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

LineSink::~LineSink() {
  if (owned_) ::close(fd_);
}

void LineSink::log(const spdlog::details::log_msg& line) {
  int error = 0;
  {
    std::unique_lock lock(mutex_);
    progress_.wait(lock, [this] { return pending_.size() < kPendingBytesMax; });
    pending_.append(line.payload.data(), line.payload.size());
    const std::uint64_t mine = ++lines_queued_;
    if (!writing_) {
      error = write_pending(lock);
    } else if (line.level >= spdlog::level::warn) {
      progress_.wait(lock, [this, mine] { return lines_written_ >= mine; });
    }
  }
  if (error != 0) spdlog::throw_spdlog_ex("lines of the log could not be written", error);
}

int LineSink::write_pending(std::unique_lock<std::mutex>& lock) {
  int first_error = 0;
  writing_ = true;
  while (!pending_.empty()) {
    batch_.swap(pending_);
    const std::uint64_t last = lines_queued_;
    lock.unlock();
    const int error = write_all(fd_, batch_);
    batch_.clear();
    if (first_error == 0) first_error = error;
    lock.lock();
    lines_written_ = last;
    progress_.notify_all();
  }
  writing_ = false;
  progress_.notify_all();
  return first_error;
}

void LineSink::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t last = lines_queued_;
  progress_.wait(lock, [this, last] { return lines_written_ >= last; });
}

void LineSink::set_target(int fd, bool owned) {
  std::unique_lock lock(mutex_);
  progress_.wait(lock, [this] { return !writing_; });
  if (owned_) ::close(fd_);
  fd_ = fd;
  owned_ = owned;
}

}  // namespace duet::base::log
