// One client without its socket: what comes before HTTP on a connection, and HTTP.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rest/connection.hpp"
#include "rest/peer.hpp"
#include "rest/tls_session.hpp"
#include "rest/worker.hpp"

namespace duet::rest {

/// The layers between a socket and a Connection, each where its listener asks for it: the PROXY header, then TLS, then
/// HTTP. The same functions as a Connection's, with the bytes as they are on the wire.
///
/// Belongs to the worker's thread. Whoever owns it moves the bytes: after every call of a function that takes `now_ns`
/// (CLOCK_MONOTONIC) look at output(), wants_input() and end().
class Link {
 public:
  using End = Connection::End;

  /// `peer.address` is the socket's. `worker` and `listener` outlive the link.
  Link(Worker& worker, const ListenerOptions& listener, std::uint64_t id, Peer peer, std::int64_t now_ns);

  std::uint64_t id() const { return connection_.id(); }

  /// The client has sent `bytes`.
  void receive(std::string_view bytes, std::int64_t now_ns);
  /// The client sends no more. It may still read: what it has asked for is answered.
  void receive_end(std::int64_t now_ns);
  /// Something for the connection that came by Worker::collect().
  void deliver(Answer answer, std::int64_t now_ns);
  /// `size` bytes of output() were sent.
  void sent(std::size_t size, std::int64_t now_ns);
  /// Looks at the clock: to be called a few times a second.
  void tick(std::int64_t now_ns);

  /// What is to be sent.
  std::string_view output() const;
  /// False while more input could only pile up.
  bool wants_input() const;
  /// What to do once all output is sent.
  End end() const;

 private:
  enum class Stage { kProxyHeader, kHandshake, kHttp };

  void receive_proxy_header(std::string_view bytes, std::int64_t now_ns);
  void receive_cipher(std::string_view cipher, std::int64_t now_ns);
  void encrypt(std::int64_t now_ns);

  Worker& worker_;
  Stage stage_ = Stage::kHttp;
  const std::int64_t began_ns_;
  std::int64_t output_since_ns_ = 0;  // when encrypted output last began or shrank
  Pace output_pace_;
  std::optional<End> failed_;  // the layers below HTTP have ended it
  std::string waiting_;        // the beginning of a PROXY header
  std::unique_ptr<TlsSession> tls_;
  Connection connection_;
};

}  // namespace duet::rest
