// Asks a running server for its contract, by grpc.reflection.
#pragma once

#include <string>

#include "base/result.hpp"

namespace duet::grpc_door {

struct ReflectionTarget {
  std::string address;  // "127.0.0.1:50051", "[::1]:50051" or "unix:/run/duet/grpc.sock"
  bool tls = false;
  std::string ca_pem;            // whom to trust; empty = whom the system trusts
  unsigned timeout_ms = 10'000;  // for all of it
};

/// A serialized google.protobuf.FileDescriptorSet of what the server's services are made of, imports included; services
/// of gRPC itself (reflection, health) are left out. By grpc.reflection.v1, or v1alpha where that is all there is
/// (github.com/grpc/grpc, doc/server-reflection.md). Blocks; may be called from any thread.
base::Result<std::string> fetch_descriptor_set(const ReflectionTarget& target);

}  // namespace duet::grpc_door
