// The gRPC door: serves every mounted method to gRPC clients, with health and reflection beside them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "grpc/options.hpp"

namespace duet::core {
class Dispatcher;
}

namespace duet::grpc_door {

/// One listening gRPC server in front of a dispatcher, which outlives it. For one thread at a time, but that refresh()
/// may also run beside drain().
///
/// Life: construct → start() → (refresh() ...) → drain() → stop(). stop() drains at once what was not drained, and the
/// destructor stops. What was mounted can be changed at any time: calls read the dispatcher's catalog themselves.
class Server {
 public:
  Server(core::Dispatcher& dispatcher, GrpcOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and serves. The port that was bound (0 for a Unix socket), or an error that names address and port. After
  /// an error it may be called again.
  base::Result<std::uint16_t> start();

  /// Tells those who watch the health of services what the catalog says now. To be called after each publish.
  void refresh();

  /// Health turns NOT_SERVING, and nothing else: who asks for it can send its calls elsewhere before drain() begins.
  void turn_unready();

  /// Takes no more calls and tells clients so (GOAWAY). Health turns NOT_SERVING, and its streams and those of
  /// reflection end with UNAVAILABLE. Calls in flight go on until `deadline_ns` (CLOCK_MONOTONIC) and are answered
  /// UNAVAILABLE then. Clients that stay connected without a call are disconnected a second later. Returns when the
  /// last one is gone.
  void drain(std::int64_t deadline_ns);

  /// Ends the threads. When it returns the door calls into nothing any more; backends may still work on calls that were
  /// cancelled, and finish them into the dispatcher alone.
  void stop();

 private:
  struct Parts;

  void part_from_the_rest(std::int64_t latest_ns, const std::atomic<bool>& over);

  core::Dispatcher& dispatcher_;
  const GrpcOptions options_;
  std::unique_ptr<Parts> parts_;  // null unless it serves
};

}  // namespace duet::grpc_door
