// Calls below the level of messages: what a broken or hostile client sends.
#pragma once

#include <cstdint>
#include <string>

namespace duet::test {

struct RawAnswer {
  unsigned status = 0;  // HTTP status, or gRPC code
  std::string text;     // HTTP body, or gRPC message
  std::string header(const std::string& name) const;
  std::string head;  // HTTP: the whole header
};

/// Writes `bytes` to the REST door on a connection of its own and reads one answer. Status 0: closed without one.
RawAnswer http_exchange(std::uint16_t port, const std::string& bytes);

/// Sends `bytes` as the request message of the gRPC method at `path` ("/pkg.Service/Method").
RawAnswer grpc_exchange(std::uint16_t port, const std::string& path, const std::string& bytes);

}  // namespace duet::test
