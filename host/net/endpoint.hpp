// Where the door is.
#pragma once

#include <cstdint>
#include <string>

namespace duet::net {

/// One socket that clients can connect to.
struct Endpoint {
  std::string address;     // as the kernel has it: "127.0.0.1", "::" (both families, if it may), "unix:/path"
  std::uint16_t port = 0;  // 0 for a Unix socket
  bool tls = false;
};

}  // namespace duet::net
