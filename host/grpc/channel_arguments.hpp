// What gRPC itself is told of the door's options.
#pragma once

#include "grpc/options.hpp"

namespace grpc {
class ServerBuilder;
}

namespace duet::grpc_door {

/// Sets limits, pings and the age of connections.
void set_arguments(::grpc::ServerBuilder& builder, const GrpcOptions& options);

}  // namespace duet::grpc_door
