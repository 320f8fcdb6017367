// WebSocket where time, order and room matter; the golden cases have its bytes.
#include <doctest/doctest.h>

#include <string>

#include "host/rest/wired.hpp"
#include "rest/websocket/frames.hpp"

using golden::GoldenHost;
using namespace rest_test;
using namespace duet::rest;
using namespace std::string_literals;

namespace {

const std::string kPing = "\x89\0"s;
const std::string kPong = frame(10, "");

std::string said(std::string_view payload) {
  std::string out;
  append_frame(out, Opcode::kText, payload);
  return out;
}

std::string closing(std::uint16_t code, std::string_view reason = {}) {
  std::string out;
  append_close(out, code, reason);
  return out;
}

std::string close_frame(std::uint16_t code) {
  return frame(8, {std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)}});
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a silent client is asked for a sign of life, and is gone if it gives none") {
  GoldenHost host;
  Wired client(host);
  client.send(upgrade("/chat"));
  CHECK(client.read().starts_with("HTTP/1.1 101 Switching Protocols\r\n"));
  CHECK(client.pass(14.5) == "");
  CHECK(client.pass(1) == kPing);
  client.send(kPong);
  CHECK(client.pass(14) == "");
  client.send(text("1"));
  CHECK(client.read() == said("1"));
  CHECK(client.pass(14.5) == "");
  CHECK(client.pass(1) == kPing);
  CHECK(client.pass(14) == "");
  CHECK(host.streaming() == 1);
  CHECK(client.pass(2) == "");
  CHECK_FALSE(client.wire.open());
  host.settle();
  CHECK(host.streaming() == 0);
}

TEST_CASE("the server's end closes WebSockets with 1001, those too whose request has not come") {
  for (const char* path : {"/chat", "/find/1", "/quiet/1"}) {
    CAPTURE(path);
    GoldenHost host;
    Wired client(host);
    client.send(upgrade(path, "X-Request-Id: r\r\n"));
    client.read();
    host.set_phase(Phase::kDraining);
    CHECK(client.pass(1) == "");
    host.set_phase(Phase::kGivingUp);
    const std::string end = client.pass(0.25);
    CHECK(
        has(end, R"({"error":{"type":"about:blank","title":"Service Unavailable","status":503,"code":"UNAVAILABLE")"));
    CHECK(end.ends_with(closing(1001, "UNAVAILABLE: the server is shutting down")));
    CHECK_FALSE(client.wire.open());
  }
}

TEST_CASE("what comes after the end of the client's messages is an error") {
  GoldenHost host;
  Wired client(host);
  client.send(upgrade("/quiet/1"));
  client.send(text("{}"));
  CHECK(client.read().ends_with(
      closing(4003, "INVALID_ARGUMENT: a message came after the end of the client's messages")));
}

TEST_CASE("after the end of its messages a client gets the rest of the answer") {
  GoldenHost host;
  Wired client(host);
  client.send(upgrade("/chat"));
  client.read();
  client.send(text("1") + text(""));
  CHECK(client.read() == said("1") + closing(1000));

  Wired quiet(host);
  quiet.send(upgrade("/quiet/1"));
  quiet.read();
  quiet.send(text(""));
  CHECK(quiet.pass(1) == "");
  CHECK(quiet.wire.open());
  host.release();
  CHECK(quiet.read() == closing(1000));
}

TEST_CASE("a close frame cancels a call that waits for no more messages") {
  GoldenHost host;
  for (const std::uint16_t code : {1000, 1001, 4321}) {
    Wired client(host);
    client.send(upgrade("/quiet/1"));
    client.read();
    client.send(close_frame(code));
    CHECK(client.read() == closing(code));
    CHECK_FALSE(client.wire.open());
  }
  Wired client(host);
  client.send(upgrade("/chat"));
  client.read();
  client.send(close_frame(4321));
  CHECK(client.read() == closing(4321));
  host.settle();
  CHECK(host.streaming() == 0);
}

TEST_CASE("a WebSocket may be silent for long, but not for ever") {
  for (const char* path : {"/chat", "/find/1"}) {
    CAPTURE(path);
    GoldenHost host;
    Wired client(host);
    client.send(upgrade(path));
    client.read();
    for (int i = 0; i < 359; ++i) {
      client.pass(10);
      client.send(kPong);
    }
    CHECK(client.wire.open());
    CHECK(client.pass(11).ends_with(closing(4004, "DEADLINE_EXCEEDED: nothing has moved on this stream for too long")));
    CHECK_FALSE(client.wire.open());
  }
}

TEST_CASE("a client that does not read is not read, and gets everything when it does") {
  GoldenHost host;
  Wired client(host);
  client.send(upgrade("/chat"));
  client.read();
  const std::string message(1000, 'x');
  std::string expected;
  int sent = 0;
  for (; sent < 1000 && client.wire.wants_input(); ++sent) {
    client.send(text(message));
    client.wire.collect();
    expected += said(message);
  }
  // The bounds: output_high_water and a piece, what the body stream holds, and what the connection has not read.
  CHECK(sent < 200);
  CHECK(client.wire.unread() < 10'000);
  std::string all = client.read();
  client.send(text(""));
  all += client.read();
  const bool same = all == expected + closing(1000);
  CHECK(same);
}

TEST_CASE("a flood of pings ends where the client does not read the pongs") {
  GoldenHost host;
  Wired client(host);
  client.send(upgrade("/chat"));
  std::string pings;
  for (int i = 0; i < 1000; ++i) pings += frame(9, "ping");
  std::size_t sent = 0;
  for (; sent < 1000 && client.wire.wants_input(); ++sent) client.send(pings);
  CHECK(sent < 10);
  CHECK(client.wire.unread() < 4096 + 6 * 16 * 1024);
}

TEST_CASE("reasons of close frames are cut between characters") {
  const std::string most(123, 'x');
  CHECK(closing(1000) == "\x88\x02\x03\xe8");
  CHECK(closing(4005, most) == "\x88\x7d\x0f\xa5" + most);
  CHECK(closing(4005, most + "y") == "\x88\x7d\x0f\xa5" + most);
  const std::string cut(121, 'x');
  CHECK(closing(4005, cut + "\u20ac") == "\x88\x7b\x0f\xa5" + cut);
  CHECK(closing(4005, cut + "\u00e4") == "\x88\x7d\x0f\xa5" + cut + "\u00e4");
}

TEST_CASE("frames have the shortest length") {
  const auto start = [](std::size_t size) { return said(std::string(size, 'x')).substr(0, 10); };
  CHECK(start(125).starts_with("\x81\x7dxx"));
  CHECK(start(126).starts_with("\x81\x7e\0\x7exx"s));
  CHECK(start(65535).starts_with("\x81\x7e\xff\xffxx"));
  CHECK(start(65536) == "\x81\x7f\0\0\0\0\0\x01\0\0"s);
}
