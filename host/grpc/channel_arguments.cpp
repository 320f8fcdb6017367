#include "grpc/channel_arguments.hpp"

#include <grpc/grpc.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace duet::grpc_door {
namespace {

constexpr int kMost = std::numeric_limits<int>::max();

// How long a client may take to begin: TLS's handshake and HTTP/2's first settings. gRPC's own is two minutes.
constexpr int kHandshakeMs = 10'000;

template <class T>
int fitting(T value) {
  return static_cast<int>(std::min<std::uint64_t>(static_cast<std::uint64_t>(value), kMost));
}

int or_never(std::int64_t ms) { return ms == 0 ? kMost : fitting(ms); }

}  // namespace

void set_arguments(::grpc::ServerBuilder& builder, const GrpcOptions& options) {
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, fitting(options.max_concurrent_streams));
  // The door refuses with words of its own what is too large by less than this, and gRPC before it is read what is
  // larger still. Messages are expanded by the door, because gRPC would expand them without a bound.
  constexpr std::size_t kSlack = 64 * 1024;
  builder.SetMaxReceiveMessageSize(fitting(2 * options.max_message_bytes + kSlack));
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, or_never(options.keepalive_time_ms));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, fitting(options.keepalive_timeout_ms));
  // Silent connections are pinged like others, and as often as it takes: gRPC would stop after two pings.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             fitting(options.min_ping_interval_ms));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, or_never(options.max_connection_idle_ms));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, or_never(options.max_connection_age_ms));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, or_never(options.max_connection_age_grace_ms));
}

}  // namespace duet::grpc_door
