// A TLS client without a socket, for tests of what serves it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/certificates.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace duet::test {

struct TlsClientOptions {
  std::string ca;         // PEM: whom it trusts; empty = everybody
  Pair certificate = {};  // that it shows; empty = none
  int min_version = 0;    // OpenSSL's, say TLS1_3_VERSION; 0 = any
  int max_version = 0;
  std::vector<std::string> protocols = {};  // ALPN
  std::string ciphers = {};                 // of TLS 1.2; empty = OpenSSL's
};

/// OpenSSL's client over memory. Begins its handshake at once. For one thread.
class TlsClient {
 public:
  explicit TlsClient(const TlsClientOptions& options);

  /// What it wants to send since it was asked last.
  std::string take_output();
  /// The server has sent `cipher`.
  void receive(std::string_view cipher);
  void write(std::string_view plain);
  /// Sends close_notify.
  void write_end();

  bool handshake_done() const { return handshake_done_; }
  /// What the server has said so far.
  const std::string& plain() const { return plain_; }
  /// Has the server ended the session by close_notify?
  bool ended() const { return ended_; }
  /// The fatal alert that the server has sent, in OpenSSL's words ("handshake failure"), or empty.
  const std::string& alert() const { return alert_; }
  /// Why its own side has failed, or empty.
  const std::string& failure() const { return failure_; }
  std::string protocol() const;  // by ALPN
  std::string server_subject() const;
  ssl_st* ssl() const { return ssl_.get(); }

 private:
  static void note(const ssl_st* ssl, int where, int value);
  void step();

  std::shared_ptr<ssl_ctx_st> context_;
  std::shared_ptr<ssl_st> ssl_;
  std::string plain_;
  std::string alert_;
  std::string failure_;
  bool handshake_done_ = false;
  bool ended_ = false;
};

}  // namespace duet::test
