// Socket addresses as text.
#pragma once

#include <sys/socket.h>

#include <string>

namespace duet::rest {

/// "192.0.2.7:41234" or "[2001:db8::7]:41234".
std::string address_text(const sockaddr_storage& address);

/// Who is at the other end of the socket `fd`; empty if nobody is any more.
std::string peer_address(int fd);

}  // namespace duet::rest
