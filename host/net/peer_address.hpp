// Socket addresses as text.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/ip_network.hpp"

namespace duet::net {

/// The address of an IPv4 or IPv6 socket, without its port. Nothing for other sockets.
std::optional<base::IpAddress> ip_of(const sockaddr_storage& address);

/// "192.0.2.7:41234", "[2001:db8::7]:41234", or "unix". An IPv4 client of an IPv6 socket is an IPv4 client.
std::string address_text(const sockaddr_storage& address);

/// The same for an address and a port in the machine's byte order.
std::string address_text(const base::IpAddress& address, std::uint16_t port);

}  // namespace duet::net
