// The REST door.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "core/dispatcher.hpp"
#include "net/endpoint.hpp"
#include "rest/options.hpp"

namespace duet::rest {

/// Serves the dispatcher's catalog over HTTP/1.1. start(), then stop_accepting(), drain(), give_up() and stop() in this
/// order, each optional; all from one thread. The process must ignore SIGPIPE only if something else in it needs that.
class Server {
 public:
  /// `dispatcher` outlives the server.
  Server(core::Dispatcher& dispatcher, RestOptions options);
  /// Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens at all listeners and serves on threads of its own. Where it listens, in the order of the listeners (one of
  /// systemd's may be several sockets), or why it cannot; then it listens nowhere.
  base::Result<std::vector<net::Endpoint>> start();

  /// New connections are refused from now on, and the files of Unix sockets are gone; those that the kernel has let in
  /// before are served like all that exist, which go on. Sockets of systemd's stay open for the next server.
  void stop_accepting();

  /// Closes idle connections; the others end with the answer that they wait for. Returns when none is left, or at
  /// `deadline_ns` (CLOCK_MONOTONIC). True if none is left.
  bool drain(std::int64_t deadline_ns);

  /// Answers UNAVAILABLE to what is still in flight. Returns when no connection is left, or at `deadline_ns`. True if
  /// none is left.
  bool give_up(std::int64_t deadline_ns);

  /// Ends the threads. Connections still open are closed, and the calls that they wait for are cancelled.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace duet::rest
