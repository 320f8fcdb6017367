// A TLS session and its client, with the bytes between them in the test's hands.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "rest/tls_session.hpp"
#include "support/certificates.hpp"
#include "support/tls_client.hpp"
#include "tls/credentials.hpp"

namespace duet::test {

/// A server's certificate, and clients of the same authority.
class TlsServer {
 public:
  explicit TlsServer(tls::Options changes = {}, const std::string& name = "duet.example")
      : options_(std::move(changes)) {
    Subject subject;
    subject.common_name = name;
    const Pair pair = authority.issue(subject);
    write_file(folder_ / "cert.pem", pair.certificate);
    write_file(folder_ / "key.pem", pair.key);
    write_file(folder_ / "ca.pem", authority.certificate());
    options_.certificate = folder_ / "cert.pem";
    options_.key = folder_ / "key.pem";
    options_.client_ca = folder_ / "ca.pem";
    auto loaded = tls::Credentials::load(options_);
    REQUIRE_MESSAGE(loaded.ok(), (loaded.ok() ? "" : loaded.error().message));
    credentials = *loaded;
  }

  TlsClientOptions client() const { return {.ca = authority.certificate()}; }
  Pair issue(const std::string& name) const {
    Subject subject;
    subject.common_name = name;
    return authority.issue(subject);
  }

  const Authority authority;
  std::shared_ptr<const tls::Credentials> credentials;

 private:
  const TemporaryFolder folder_;
  tls::Options options_;
};

struct Ends {
  Ends(const TlsServer& server, const TlsClientOptions& options) : session(*server.credentials), client(options) {}

  /// Moves bytes to and fro until both are silent, in pieces of at most `piece`.
  void run(std::size_t piece = std::string::npos) {
    for (;;) {
      const std::string to_server = client.take_output();
      for (std::size_t at = 0; at < to_server.size(); at += std::min(piece, to_server.size() - at)) {
        good = session.receive(std::string_view(to_server).substr(at, piece), said) && good;
      }
      if (to_server.empty() && session.output().empty()) return;
      while (!session.output().empty()) {
        const std::string part(session.output().substr(0, piece));
        session.sent(part.size());
        client.receive(part);
      }
    }
  }

  rest::TlsSession session;
  TlsClient client;
  std::string said;  // by the client
  bool good = true;
};

}  // namespace duet::test
