// A file descriptor and its end.
#pragma once

#include <unistd.h>

#include <utility>

namespace duet::net {

/// Owns one descriptor, or none. Not for several threads at once.
class Descriptor {
 public:
  Descriptor() = default;
  /// Negative: none, as system calls say it.
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = other.release();
    }
    return *this;
  }
  ~Descriptor() { close(); }

  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

}  // namespace duet::net
