// A client that speaks in raw bytes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace rest_test {

/// A blocking connection. Reads give up after half a minute, so that a test fails rather than hangs.
class Client {
 public:
  /// To 127.0.0.1.
  explicit Client(std::uint16_t port) : Client("127.0.0.1", port) {}
  /// To an IPv4 or IPv6 address in numbers, or to "unix:/path".
  Client(const std::string& address, std::uint16_t port) {
    if (address.starts_with("unix:")) {
      sockaddr_un path{};
      path.sun_family = AF_UNIX;
      std::memcpy(path.sun_path, address.c_str() + 5, address.size() - 5);
      connect(path);
    } else if (address.find(':') != std::string::npos) {
      sockaddr_in6 v6{};
      v6.sin6_family = AF_INET6;
      v6.sin6_port = htons(port);
      ::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr);
      connect(v6);
    } else {
      sockaddr_in v4{};
      v4.sin_family = AF_INET;
      v4.sin_port = htons(port);
      ::inet_pton(AF_INET, address.c_str(), &v4.sin_addr);
      connect(v4);
    }
  }
  Client(Client&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_), received_(std::move(other.received_)) {}
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
  template <class Address>
  void connect(const Address& address) {
    const auto& generic = reinterpret_cast<const sockaddr&>(address);
    fd_ = ::socket(generic.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{30, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(fd_, &generic, sizeof address) == 0;
  }

  bool receive() {
    std::array<char, 16 * 1024> piece;
    const ssize_t size = ::recv(fd_, piece.data(), piece.size(), 0);
    if (size > 0) received_.append(piece.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

  int fd_ = -1;
  bool connected_ = false;
  std::string received_;
};

}  // namespace rest_test
