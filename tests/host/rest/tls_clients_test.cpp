// Clients that show a certificate to a TLS session, and those that come back.
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "host/rest/tls_ends.hpp"

namespace duet::test {
namespace {

using rest::TlsSession;

tls::Options with_clients(tls::ClientCertificates wanted) {
  tls::Options options;
  options.client = wanted;
  return options;
}

TEST_CASE("client certificates") {
  using Wanted = tls::ClientCertificates;
  const Authority stranger("Stranger CA");
  Subject alice;
  alice.common_name = "alice";
  alice.organization = "Example, Inc.";
  Subject late = alice;
  late.begins_s = -7200;
  late.ends_s = -3600;
  struct Row {
    const char* shown;  // "none", "good", "stranger's" or "expired"
    Wanted wanted;
    bool good;
    const char* subject;
  };
  const std::string name = R"(CN=alice,O=Example\, Inc.)";
  const std::vector<Row> rows{{"none", Wanted::kOff, true, ""},
                              {"good", Wanted::kOff, true, ""},
                              {"none", Wanted::kOptional, true, ""},
                              {"good", Wanted::kOptional, true, name.c_str()},
                              {"stranger's", Wanted::kOptional, false, ""},
                              {"expired", Wanted::kOptional, false, ""},
                              {"none", Wanted::kRequired, false, ""},
                              {"good", Wanted::kRequired, true, name.c_str()},
                              {"stranger's", Wanted::kRequired, false, ""},
                              {"expired", Wanted::kRequired, false, ""}};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const Row& row : rows) {
      CAPTURE(version);
      CAPTURE(row.shown);
      CAPTURE(static_cast<int>(row.wanted));
      const TlsServer server(with_clients(row.wanted));
      const std::string shown = row.shown;
      TlsClientOptions options = server.client();
      options.max_version = version;
      if (shown == "good") options.certificate = server.authority.issue(alice);
      if (shown == "stranger's") options.certificate = stranger.issue(alice);
      if (shown == "expired") options.certificate = server.authority.issue(late);
      Ends ends(server, options);
      ends.run();
      CHECK(ends.session.handshake_done() == row.good);
      CHECK(ends.session.failure().empty() == row.good);
      CHECK(ends.client.alert().empty() == row.good);
      if (!row.good) continue;
      CHECK(ends.session.client_subject() == row.subject);
      ends.client.write("hello");
      ends.run();
      CHECK(ends.said == "hello");
    }
  }
}

TEST_CASE("the names of those who sign client certificates are sent, and one in between will do") {
  const Authority root("Root");
  const Authority between = root.subordinate("Between");
  const TemporaryFolder folder;
  const Pair pair = root.issue({});
  write_file(folder / "cert.pem", pair.certificate);
  write_file(folder / "key.pem", pair.key);
  write_file(folder / "ca.pem", between.certificate());
  const auto loaded = tls::Credentials::load({.certificate = folder / "cert.pem",
                                              .key = folder / "key.pem",
                                              .client_ca = folder / "ca.pem",
                                              .client = tls::ClientCertificates::kRequired});
  REQUIRE(loaded.ok());
  TlsSession session(**loaded);
  TlsClient client({.ca = root.certificate(), .certificate = between.issue({})});
  std::string said;
  CHECK(session.receive(client.take_output(), said));
  client.receive(session.output());
  const STACK_OF(X509_NAME)* const names = SSL_get_client_CA_list(client.ssl());
  CHECK(sk_X509_NAME_num(names) == 1);
  CHECK(session.receive(client.take_output(), said));
  CHECK(session.handshake_done());
  CHECK(session.client_subject() == "CN=duet.example");
}

TEST_CASE("a client that comes back is known without its certificate, and is the same one") {
  const TlsServer server(with_clients(tls::ClientCertificates::kRequired));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClientOptions options = server.client();
    options.max_version = version;
    options.certificate = server.issue("alice");
    Ends first(server, options);
    first.run();
    first.session.write("x");
    first.run();
    const std::unique_ptr<SSL_SESSION, void (*)(SSL_SESSION*)> kept(SSL_get1_session(first.client.ssl()),
                                                                    SSL_SESSION_free);
    options.certificate = {};
    TlsSession session(*server.credentials);
    // Its hello is not sent: the session has to be set before.
    TlsClient client(options);
    SSL_clear(client.ssl());
    SSL_set_session(client.ssl(), kept.get());
    client.take_output();
    SSL_do_handshake(client.ssl());
    std::string said;
    for (int i = 0; i < 3; ++i) {
      CHECK(session.receive(client.take_output(), said));
      const std::string part(session.output());
      session.sent(part.size());
      client.receive(part);
    }
    CHECK(SSL_session_reused(client.ssl()) == 1);
    CHECK(session.handshake_done());
    CHECK(session.client_subject() == "CN=alice");

    // Not so at a server that trusts others.
    const TlsServer other(with_clients(tls::ClientCertificates::kRequired));
    TlsSession elsewhere(*other.credentials);
    TlsClient again({});
    SSL_clear(again.ssl());
    SSL_set_session(again.ssl(), kept.get());
    again.take_output();
    SSL_do_handshake(again.ssl());
    elsewhere.receive(again.take_output(), said);
    again.receive(elsewhere.output());
    CHECK_FALSE(elsewhere.receive(again.take_output(), said));
  }
}

}  // namespace
}  // namespace duet::test
