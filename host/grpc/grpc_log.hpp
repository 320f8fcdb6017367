// gRPC's own log lines, in the host's log.
#pragma once

namespace duet::grpc_door {

/// From now on what gRPC logs goes to base::log: its errors as warnings (they concern one connection or one call), TLS
/// handshakes that clients fail at and the rest as debug lines. Holds for the whole process; any thread; further calls
/// do nothing.
void route_grpc_log();

}  // namespace duet::grpc_door
