// What the gRPC door can be told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace duet::tls {
class Store;
}

namespace duet::grpc_door {

struct GrpcOptions {
  std::string address = "127.0.0.1";     // a name, an IP address ("::1" without brackets) or "unix:/path"
  std::uint16_t port = 50051;            // 0 = any that is free; of no meaning for a Unix socket
  std::uint32_t threads = 0;             // completion queues, each with a thread of its own; 0 = one a core
  std::size_t max_connections = 10'000;  // further ones are closed; lowered to fit RLIMIT_NOFILE
  std::size_t max_message_bytes = 4 * 1024 * 1024;
  bool reflection = true;                 // grpc.reflection.v1 and v1alpha
  bool health = true;                     // grpc.health.v1
  std::shared_ptr<const tls::Store> tls;  // null = without TLS
};

}  // namespace duet::grpc_door
