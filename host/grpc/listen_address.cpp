#include "grpc/listen_address.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>

namespace duet::grpc_door {

bool is_unix_address(const std::string& address) { return address.starts_with("unix:"); }

std::vector<std::string> numeric_hosts(const std::string& address) {
  if (is_unix_address(address)) return {address};
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  const std::string host = bracketed ? address.substr(1, address.size() - 2) : address;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, ::freeaddrinfo);
  std::vector<std::string> hosts;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    char text[NI_MAXHOST];
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) continue;
    if (std::ranges::find(hosts, text) == hosts.end()) hosts.emplace_back(text);
  }
  return hosts;
}

}  // namespace duet::grpc_door
