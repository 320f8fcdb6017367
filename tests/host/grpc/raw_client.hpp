// Clients that are no gRPC clients: bytes on a socket.
#pragma once

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "net/descriptor.hpp"

namespace duet::test {

/// Connected over loopback; reads give up after half a minute.
inline net::Descriptor connected_to(std::uint16_t port) {
  net::Descriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{30, 0};
  ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return client;
}

inline void say(const net::Descriptor& client, const std::string& bytes) {
  REQUIRE(::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
}

/// A frame of HTTP/2 (RFC 9113 section 4.1) on stream 0.
inline std::string frame(std::uint8_t type, const std::string& payload) {
  std::string out;
  for (const std::size_t byte : {payload.size() >> 16, payload.size() >> 8, payload.size()}) {
    out.push_back(static_cast<char>(byte));
  }
  return out + static_cast<char>(type) + std::string(5, '\0') + payload;
}

/// What an HTTP/2 client begins with: the preface and settings without any (RFC 9113 section 3.4).
inline std::string preface() { return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, ""); }

}  // namespace duet::test
