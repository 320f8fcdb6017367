// Where a door listens, and what it is called.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace duet::net {

/// How messages name a door and its settings.
struct DoorNames {
  std::string title;       // "REST"
  std::string key;         // "rest": of its table in the configuration, and in the log
  std::string other_port;  // where else a port can be set: ", or that of its [[rest.listener]]"
};

/// One place to listen at.
struct ListenOptions {
  /// An IPv4 or IPv6 address in numbers, "*" (everywhere, by both), "unix:/path", or "systemd:NAME": the sockets that
  /// systemd passes under that FileDescriptorName ("systemd:" the first one there is).
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;                     // 0 = a free one; of no meaning for Unix and systemd sockets
  bool tls = false;                              // clients expect TLS
  bool reuse_port = false;                       // SO_REUSEPORT: several processes share the port
  bool ipv4_too = true;                          // "::" takes IPv4 clients as well
  int backlog = 1024;                            // clients that wait to be accepted
  std::optional<std::uint32_t> unix_mode{0660};  // of a Unix socket's file; nothing = what the umask leaves
};

}  // namespace duet::net
