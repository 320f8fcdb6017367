// A client that speaks in raw bytes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rest_test {

/// A blocking connection to 127.0.0.1. Reads give up after half a minute, so that a test fails rather than hangs.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{30, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_) {}
  ~Client() { close(); }

  bool connected() const { return connected_; }
  int fd() const { return fd_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }

  /// The next answer, whole, by its Content-Length; what there is if the connection ends first.
  std::string answer() {
    std::size_t end = std::string::npos;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return std::exchange(received_, {});
    }
    end += 4;
    const std::size_t field = received_.find("Content-Length: ");
    if (field < end) end += std::stoul(received_.substr(field + 16, 20));
    while (received_.size() < end) {
      if (!receive()) return std::exchange(received_, {});
    }
    std::string whole = received_.substr(0, end);
    received_.erase(0, end);
    if (whole.starts_with("HTTP/1.1 100 ")) return answer();  // An interim answer (RFC 9110 section 15.2).
    return whole;
  }

  /// Everything up to the end of the connection.
  std::string rest() {
    while (receive()) {
    }
    return std::exchange(received_, {});
  }

  void end_sending() { ::shutdown(fd_, SHUT_WR); }

  /// Goes away without a word: the server sees a reset.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  bool receive() {
    std::array<char, 16 * 1024> piece;
    const ssize_t size = ::recv(fd_, piece.data(), piece.size(), 0);
    if (size > 0) received_.append(piece.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

  int fd_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace rest_test
