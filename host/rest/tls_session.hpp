// TLS for one connection, without its socket: bytes in, bytes out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tls/credentials.hpp"

struct ssl_st;

namespace duet::rest {

/// The server's side of one TLS session over memory: nothing in it waits, so that a client that is silent in the middle
/// of its handshake delays nobody. Belongs to the worker's thread.
///
/// Plain HTTP on a port for TLS is answered by a plain 400 that says so. A client that keeps a session busy with
/// messages of TLS's own (key updates, attempts to renegotiate) and sends no data is refused.
class TlsSession {
 public:
  /// Keeps what it needs of `credentials` alive.
  explicit TlsSession(const tls::Credentials& credentials);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// The client has sent `cipher`. Appends to `plain` what it says. False when the session has failed: send output(),
  /// which may hold the alert, and close. What the client said before that is in `plain` all the same.
  bool receive(std::string_view cipher, std::string& plain);
  /// The client ended the session properly (close_notify): it sends no more, as at the end of a stream. What it sends
  /// all the same is thrown away (RFC 8446 section 6.1). A stream that ends without it was cut.
  bool input_ended() const { return input_ended_; }

  /// Encrypts `plain`. Nothing happens once the session has failed or write_end() was called. @pre handshake_done().
  void write(std::string_view plain);
  /// Tells the client that nothing more comes (close_notify). Its own data is still taken.
  void write_end();

  /// What is to be sent. Valid until the next call of another function.
  std::string_view output() const { return std::string_view(output_).substr(output_sent_); }
  void sent(std::size_t size);

  bool handshake_done() const { return handshake_done_; }
  /// The verified subject of the client's certificate (RFC 4514), or empty. @pre handshake_done().
  std::string client_subject() const;
  /// Why receive() gave false, for the log.
  const std::string& failure() const { return failure_; }

 private:
  struct Wire;  // OpenSSL's way to input_ and output_

  bool refuse_plain_http(std::string_view cipher);
  bool shake_hands();
  bool read(std::string& plain);
  bool fail(int result);
  bool fail_by_chatter();

  ssl_st* ssl_ = nullptr;
  std::string_view input_;  // of the receive() that runs
  std::string output_;
  std::size_t output_sent_ = 0;
  std::string failure_;
  int chatter_ = 0;  // messages of TLS's own since the handshake or the client's last data
  bool began_ = false;
  bool handshake_done_ = false;
  bool input_ended_ = false;
  bool write_ended_ = false;
};

}  // namespace duet::rest
