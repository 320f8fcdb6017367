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

/// How answers are compressed for clients that take it; one that does not take the named coding gets the other.
enum class Compression { kOff, kGzip, kDeflate };

struct GrpcOptions {
  std::string address = "127.0.0.1";                // a name, an IP address ("::1" without brackets) or "unix:/path"
  std::uint16_t port = 50051;                       // 0 = any that is free; of no meaning for a Unix socket
  std::uint32_t threads = 0;                        // completion queues, each with a thread of its own; 0 = one a core
  std::size_t max_connections = 10'000;             // further ones are closed; lowered to fit RLIMIT_NOFILE
  std::uint32_t max_concurrent_streams = 10'000;    // calls of one connection; further ones wait at the client
  std::size_t max_message_bytes = 4 * 1024 * 1024;  // received, expanded
  Compression compression = Compression::kOff;      // of answers
  std::size_t compression_min_bytes = 1024;         // smaller messages go as they are
  std::int64_t keepalive_time_ms = 300'000;         // of silence, after which the client is pinged; 0 = never
  std::int64_t keepalive_timeout_ms = 20'000;       // for it to answer, else the connection is closed
  std::int64_t min_ping_interval_ms = 300'000;      // of the client's pings; more often is answered with GOAWAY
  std::int64_t max_connection_idle_ms = 0;          // without a call; then GOAWAY; 0 = none
  std::int64_t max_connection_age_ms = 0;           // then GOAWAY; 0 = none
  std::int64_t max_connection_age_grace_ms = 0;     // after that, for calls to end; 0 = none
  bool reflection = true;                           // grpc.reflection.v1 and v1alpha
  bool health = true;                               // grpc.health.v1
  std::shared_ptr<const tls::Store> tls;            // null = without TLS
};

}  // namespace duet::grpc_door
