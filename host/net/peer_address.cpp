#include "net/peer_address.hpp"

#include <netinet/in.h>

#include <cstring>

namespace duet::net {

std::optional<base::IpAddress> ip_of(const sockaddr_storage& address) {
  base::IpAddress ip;
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ip.bytes[10] = ip.bytes[11] = 0xff;
    std::memcpy(ip.bytes.data() + 12, &v4.sin_addr, sizeof v4.sin_addr);
    return ip;
  }
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    std::memcpy(ip.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    return ip;
  }
  return std::nullopt;
}

std::string address_text(const sockaddr_storage& address) {
  const auto ip = ip_of(address);
  if (!ip) return "unix";
  // sin_port and sin6_port are in the same place.
  return address_text(*ip, ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port));
}

std::string address_text(const base::IpAddress& address, std::uint16_t port) {
  const std::string host = address.text();
  return (address.is_v4() ? host : "[" + host + "]") + ":" + std::to_string(port);
}

}  // namespace duet::net
