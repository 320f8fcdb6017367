// Where the REST door listens: [rest] itself for one listener, [[rest.listener]] for several.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duet::config {

struct Rest;

struct Listener {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  bool ipv4_too = true;
  // Keys of [[rest.listener]] only; left out, what [rest] says.
  std::optional<bool> tls;
  std::optional<bool> grpc_web;
  std::optional<bool> connect;
  bool proxy_protocol = false;
  bool reuse_port = false;
  std::uint32_t backlog = 1024;
  std::uint32_t unix_mode = 0660;
};

// What kind of socket an address names. Every text that is none of these is an IP address.
inline bool is_unix_address(std::string_view address) { return address.starts_with("unix:"); }
inline bool is_systemd_address(std::string_view address) { return address.starts_with("systemd:"); }
inline bool has_port(std::string_view address) { return !is_unix_address(address) && !is_systemd_address(address); }

// All listeners of the door, each with what it leaves out decided: `tls` by whether the door has a certificate and the
// socket is one that others than this machine can reach, the protocols by [rest].
std::vector<Listener> listeners(const Rest& rest);

// Whether both cannot listen at one time: they name the same socket, or one of them takes the port of the other
// among all addresses.
bool overlap(const Listener& one, const Listener& other);

}  // namespace duet::config
