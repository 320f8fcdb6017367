// One TLS session without its socket, with OpenSSL's client at the other end.
#include "rest/tls_session.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "host/rest/tls_ends.hpp"

namespace duet::test {
namespace {

using rest::TlsSession;

TEST_CASE("both versions, however the bytes are split") {
  const TlsServer server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const std::size_t piece : {std::string::npos, std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size_t{7},
                                    std::size_t{100}, std::size_t{1400}}) {
      CAPTURE(version);
      CAPTURE(piece);
      TlsClientOptions options = server.client();
      options.min_version = options.max_version = version;
      Ends ends(server, options);
      CHECK_FALSE(ends.session.handshake_done());
      ends.run(piece);
      REQUIRE(ends.session.handshake_done());
      REQUIRE(ends.client.handshake_done());
      CHECK(SSL_version(ends.client.ssl()) == version);
      CHECK(ends.session.client_subject().empty());
      ends.client.write("GET / HTTP/1.1\r\n");
      ends.run(piece);
      CHECK(ends.said == "GET / HTTP/1.1\r\n");
      ends.session.write("HTTP/1.1 204 No Content\r\n\r\n");
      ends.run(piece);
      CHECK(ends.client.plain() == "HTTP/1.1 204 No Content\r\n\r\n");
      CHECK(ends.good);
      CHECK(ends.session.failure().empty());
    }
  }
}

TEST_CASE("a request that comes with the end of the handshake is not lost") {
  const TlsServer server;
  Ends ends(server, server.client());
  ends.good = ends.session.receive(ends.client.take_output(), ends.said);
  ends.client.receive(ends.session.output());
  ends.session.sent(ends.session.output().size());
  REQUIRE(ends.client.handshake_done());
  CHECK_FALSE(ends.session.handshake_done());
  ends.client.write("first");
  ends.client.write("second");
  ends.run();
  CHECK(ends.session.handshake_done());
  CHECK(ends.said == "firstsecond");
}

TEST_CASE("big texts both ways") {
  const TlsServer server;
  std::string big(3'000'000, '\0');
  for (std::size_t i = 0; i < big.size(); ++i) big[i] = static_cast<char>(i * 7 + i / 251);
  Ends ends(server, server.client());
  ends.run();
  ends.session.write(big);
  ends.client.write(big);
  ends.run(1000);
  CHECK(ends.client.plain() == big);
  CHECK(ends.said == big);
}

TEST_CASE("output that is never sent in full is kept without its past") {
  const TlsServer server;
  Ends ends(server, server.client());
  ends.run();
  const std::string piece(16'000, 'x');
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    ends.session.write(piece);
    expected += piece;
    // All but a byte: the output is never empty.
    const std::string part(ends.session.output().substr(0, ends.session.output().size() - 1));
    ends.session.sent(part.size());
    ends.client.receive(part);
    REQUIRE(ends.session.output().size() == 1);
  }
  ends.run();
  CHECK(ends.client.plain() == expected);
}

TEST_CASE("a client that is silent in its handshake costs nothing but its memory") {
  const TlsServer server;
  Ends ends(server, server.client());
  const std::string hello = ends.client.take_output();
  CHECK(ends.session.receive(std::string_view(hello).substr(0, hello.size() - 1), ends.said));
  CHECK(ends.session.output().empty());
  CHECK_FALSE(ends.session.handshake_done());
  CHECK(ends.session.receive("", ends.said));
}

TEST_CASE("the client ends the session, and still gets its answer") {
  const TlsServer server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClientOptions options = server.client();
    options.max_version = version;
    Ends ends(server, options);
    ends.run();
    ends.client.write("GET");
    ends.client.write_end();
    ends.run();
    CHECK(ends.said == "GET");
    CHECK(ends.session.input_ended());
    CHECK(ends.session.receive("what comes after the end", ends.said));
    CHECK(ends.said == "GET");
    ends.session.write("answer");
    ends.session.write_end();
    ends.run();
    CHECK(ends.client.plain() == "answer");
    CHECK(ends.client.ended());
    CHECK(ends.session.failure().empty());
  }
}

TEST_CASE("the server ends the session, and what the client has sent is taken") {
  const TlsServer server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClientOptions options = server.client();
    options.max_version = version;
    Ends ends(server, options);
    ends.run();
    ends.client.write("more");
    ends.session.write("answer");
    ends.session.write_end();
    ends.session.write("too late");
    ends.session.write_end();
    ends.run();
    CHECK(ends.client.plain() == "answer");
    CHECK(ends.client.ended());
    CHECK_FALSE(ends.session.input_ended());
    CHECK(ends.said == "more");
    CHECK(ends.session.failure().empty());
  }
}

TEST_CASE("nothing is written before the handshake is done") {
  const TlsServer server;
  TlsSession session(*server.credentials);
  session.write_end();
  CHECK(session.output().empty());
}

TEST_CASE("ALPN") {
  const TlsServer server;
  struct Row {
    std::vector<std::string> offered;
    std::string chosen;
    bool good;
  };
  const std::vector<Row> rows{{{}, "", true},
                              {{"http/1.1"}, "http/1.1", true},
                              {{"h2", "http/1.1"}, "http/1.1", true},
                              {{"http/1.1", "h2"}, "http/1.1", true},
                              {{"h2"}, "", false},
                              {{"http/1.0", "HTTP/1.1", "http/1.1x", "http/1."}, "", false}};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const Row& row : rows) {
      CAPTURE(row.chosen);
      TlsClientOptions options = server.client();
      options.max_version = version;
      options.protocols = row.offered;
      Ends ends(server, options);
      ends.run();
      CHECK(ends.good == row.good);
      CHECK(ends.session.handshake_done() == row.good);
      CHECK(ends.client.protocol() == row.chosen);
      CHECK(ends.client.alert() == (row.good ? "" : "no application protocol"));
    }
  }
}

TEST_CASE("the least version") {
  tls::Options only_13;
  only_13.min_version = tls::Version::k1_3;
  const TlsServer modern(only_13);
  const TlsServer usual;
  struct Row {
    const TlsServer& server;
    int version;
    bool good;
  };
  for (const Row& row :
       {Row{modern, TLS1_3_VERSION, true}, Row{modern, TLS1_2_VERSION, false}, Row{usual, TLS1_2_VERSION, true},
        Row{usual, TLS1_1_VERSION, false}, Row{usual, TLS1_VERSION, false}}) {
    CAPTURE(row.version);
    TlsClientOptions options = row.server.client();
    options.min_version = options.max_version = row.version;
    Ends ends(row.server, options);
    ends.run();
    CHECK(ends.good == row.good);
    CHECK(ends.client.alert() == (row.good ? "" : "protocol version"));
    CHECK(ends.session.failure().empty() == row.good);
  }
}

TEST_CASE("ciphers without forward secrecy or authenticated encryption are refused") {
  const TlsServer server;
  for (const char* const ciphers : {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "NULL"}) {
    TlsClientOptions options = server.client();
    options.max_version = TLS1_2_VERSION;
    options.ciphers = ciphers;
    Ends ends(server, options);
    ends.run();
    CHECK_FALSE(ends.good);
    CHECK(ends.client.alert() == "handshake failure");
  }
}

TEST_CASE("a client that does not trust the server says so") {
  const TlsServer server;
  Ends ends(server, {.ca = Authority("Other").certificate()});
  ends.run();
  CHECK_FALSE(ends.good);
  CHECK_FALSE(ends.client.handshake_done());
  CHECK(ends.session.failure().find("unknown ca") != std::string::npos);
}

TEST_CASE("tampered bytes end the session with an alert") {
  const TlsServer server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClientOptions options = server.client();
    options.max_version = version;
    std::size_t size = 0;
    for (std::size_t at = 0; at == 0 || at < size; ++at) {
      CAPTURE(at);
      Ends ends(server, options);
      ends.run();
      ends.client.write("GET / HTTP/1.1\r\n\r\n");
      std::string cipher = ends.client.take_output();
      size = cipher.size();
      cipher[at] = static_cast<char>(cipher[at] ^ 0x40);
      const bool good = ends.session.receive(cipher, ends.said);
      CHECK(ends.said.empty());
      // A length that has grown only waits for more.
      if (at == 3 || at == 4) continue;
      CHECK_FALSE(good);
      CHECK_FALSE(ends.session.failure().empty());
      ends.client.receive(ends.session.output());
      CHECK_FALSE(ends.client.alert().empty());
      CHECK_FALSE(ends.session.receive("more", ends.said));
      ends.session.write("too late");
    }
  }
}

TEST_CASE("no handshake comes about when a byte of it was changed on its way") {
  const TlsServer server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClientOptions options = server.client();
    options.max_version = version;
    std::size_t size = 1;
    for (std::size_t at = 0; at < size; ++at) {
      CAPTURE(version);
      CAPTURE(at);
      Ends ends(server, options);
      std::string hello = ends.client.take_output();
      size = hello.size();
      hello[at] = static_cast<char>(hello[at] ^ 0x01);
      ends.good = ends.session.receive(hello, ends.said);
      ends.run();
      // The record's minor version is of no meaning (RFC 8446 section 5.1).
      const bool done = ends.session.handshake_done() && ends.client.handshake_done();
      CHECK(done == (at == 2));
      CHECK(ends.said.empty());
    }
  }
}

TEST_CASE("what was said before a fault is not lost") {
  const TlsServer server;
  Ends ends(server, server.client());
  ends.run();
  ends.client.write("good");
  std::string cipher = ends.client.take_output();
  ends.client.write("bad");
  std::string bad = ends.client.take_output();
  bad.back() = static_cast<char>(bad.back() ^ 1);
  CHECK_FALSE(ends.session.receive(cipher + bad, ends.said));
  CHECK(ends.said == "good");
}

TEST_CASE("what is no TLS") {
  const TlsServer server;
  std::string said;
  SUBCASE("plain HTTP is told so in plain HTTP, from its first byte on") {
    for (const char* const request : {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "DELETE /x HTTP/1.1\r\n\r\n", "O"}) {
      TlsSession session(*server.credentials);
      CHECK_FALSE(session.receive(request, said));
      const std::string answer(session.output());
      CHECK(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
      CHECK(answer.find("\r\nDate: ") != std::string::npos);
      CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
      const std::size_t head_end = answer.find("\r\n\r\n");
      REQUIRE(head_end != std::string::npos);
      const std::string body = answer.substr(head_end + 4);
      CHECK(answer.find("\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") != std::string::npos);
      CHECK(body.find("speaks TLS") != std::string::npos);
      CHECK(session.failure().find("without TLS") != std::string::npos);
    }
  }
  SUBCASE("noise") {
    for (const char first : {'\0', '\x14', '\x17', '\x80', '\xff', 'g', '\n'}) {
      CAPTURE(static_cast<int>(first));
      TlsSession session(*server.credentials);
      bool good = true;
      for (int i = 0; i < 100 && good; ++i) good = session.receive(std::string(1000, first), said);
      CHECK_FALSE(good);
      CHECK_FALSE(session.failure().empty());
    }
  }
  SUBCASE("a letter in the middle of the handshake is none of HTTP") {
    Ends ends(server, server.client());
    ends.good = ends.session.receive(ends.client.take_output(), said);
    CHECK_FALSE(ends.session.receive("GET / HTTP/1.1\r\n\r\n", said));
    CHECK(std::string(ends.session.output()).find("HTTP/1.1 400") == std::string::npos);
  }
  CHECK(said.empty());
}

TEST_CASE("key updates are fine between data, and refused without end") {
  const TlsServer server;
  Ends ends(server, server.client());
  ends.run();
  for (int i = 0; i < 200; ++i) {
    SSL_key_update(ends.client.ssl(), SSL_KEY_UPDATE_REQUESTED);
    ends.client.write("x");
    ends.session.write("y");
    ends.run();
  }
  CHECK(ends.good);
  CHECK(ends.said == std::string(200, 'x'));
  CHECK(ends.client.plain() == std::string(200, 'y'));
  int updates = 0;
  while (ends.good && updates < 1000) {
    SSL_key_update(ends.client.ssl(), SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(ends.client.ssl());
    ends.run();
    ++updates;
  }
  CHECK(updates < 100);
  CHECK(ends.session.failure().find("key updates") != std::string::npos);
}

TEST_CASE("an attempt to renegotiate is refused, and the session goes on") {
  const TlsServer server;
  TlsClientOptions options = server.client();
  options.max_version = TLS1_2_VERSION;
  Ends ends(server, options);
  ends.run();
  SSL_renegotiate(ends.client.ssl());
  SSL_do_handshake(ends.client.ssl());
  CHECK(ends.session.receive(ends.client.take_output(), ends.said));
  const std::string alert(ends.session.output());
  CHECK_FALSE(alert.empty());
  ends.session.sent(alert.size());
  ends.session.write("still there");
  CHECK_FALSE(ends.session.output().empty());
  ends.client.receive(alert);
  CHECK(ends.client.failure() == "no renegotiation");
}

TEST_CASE("sessions of several threads") {
  const TlsServer server;
  std::vector<std::thread> threads;
  std::vector<int> done(4);
  for (int& count : done) {
    threads.emplace_back([&server, &count] {
      for (int i = 0; i < 20; ++i) {
        Ends ends(server, server.client());
        ends.run();
        ends.client.write("ping");
        ends.run();
        ends.session.write(ends.said);
        ends.run();
        if (ends.client.plain() == "ping") ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(done == std::vector<int>(4, 20));
}

TEST_CASE("a session outlives the credentials that it began with") {
  std::unique_ptr<TlsSession> session;
  std::unique_ptr<TlsClient> client;
  {
    const TlsServer server;
    session = std::make_unique<TlsSession>(*server.credentials);
    client = std::make_unique<TlsClient>(server.client());
  }
  std::string said;
  for (int i = 0; i < 3; ++i) {
    CHECK(session->receive(client->take_output(), said));
    client->receive(session->output());
    session->sent(session->output().size());
  }
  CHECK(session->handshake_done());
  CHECK(client->server_subject() == "CN=duet.example");
}

}  // namespace
}  // namespace duet::test
