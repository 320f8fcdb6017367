// TLS for one connection, without its socket: bytes in, bytes out.
#pragma once

#include <string>
#include <string_view>

#include "tls/credentials.hpp"

struct ssl_st;
struct bio_st;

namespace duet::rest {

/// The server's side of one TLS session over memory BIOs: nothing in it waits, so that a client that is silent in the
/// middle of its handshake delays nobody. Belongs to the worker's thread.
class TlsSession {
 public:
  explicit TlsSession(const tls::Credentials& credentials);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// The client has sent `cipher`. Appends to `plain` what it says. False when the session has failed: send output(),
  /// which may hold the alert, and close.
  bool receive(std::string_view cipher, std::string& plain);
  /// The client ended the session properly (close_notify): it sends no more, as at the end of a stream.
  bool input_ended() const { return input_ended_; }

  /// Encrypts `plain`. @pre handshake_done().
  void write(std::string_view plain);
  /// Tells the client that nothing more comes (close_notify).
  void write_end();

  /// What is to be sent.
  std::string_view output() const;
  void sent(std::size_t size);

  bool handshake_done() const { return handshake_done_; }
  /// The verified subject of the client's certificate (RFC 4514), or empty. @pre handshake_done().
  std::string client_subject() const;
  /// Why receive() gave false, for the log.
  const std::string& failure() const { return failure_; }

 private:
  ssl_st* ssl_ = nullptr;
  bio_st* in_ = nullptr;   // the session's own
  bio_st* out_ = nullptr;  // the session's own
  bool handshake_done_ = false;
  bool input_ended_ = false;
  std::string failure_;
};

}  // namespace duet::rest
