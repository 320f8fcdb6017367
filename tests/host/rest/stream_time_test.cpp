// Streams that are silent: heartbeats, time limits, and the end of the server.
#include <doctest/doctest.h>

#include <string>

#include "host/rest/wired.hpp"
#include "rest/answer_stream.hpp"
#include "rest/content_coding.hpp"

using golden::GoldenHost;
using namespace rest_test;
using namespace duet::rest;

namespace {

const std::string kEvents = "Accept: text/event-stream\r\n";

std::string chunk(std::string_view content) {
  std::string out;
  append_chunk(out, content);
  return out;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a silent stream of events is open before its first one, and beats") {
  GoldenHost host;
  Wired client(host);
  client.send(request("GET /quiet/1", kEvents));
  CHECK(client.pass(14) == "");
  const std::string head = client.pass(1.25);
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(has(head, "\r\nContent-Type: text/event-stream\r\n"));
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK(client.pass(14) == "");
  CHECK(client.pass(1.25) == chunk(": \n\n"));
  CHECK(client.pass(30) == chunk(": \n\n") + chunk(": \n\n"));
  host.release();
  CHECK(client.read() == chunk("event: end\ndata: {}\n\n") + "0\r\n\r\n");
  CHECK(client.wire.open());
  CHECK(client.pass(30) == "");
}

TEST_CASE("once the head of a silent stream is sent, its error is in the stream") {
  GoldenHost host;
  Wired client(host);
  client.send(request("GET /quiet/1", kEvents));
  client.pass(16);
  host.set_phase(Phase::kGivingUp);
  const std::string end = client.pass(0.25);
  CHECK(has(end, "event: error\ndata: {"));
  CHECK(has(end, R"("status":503,"code":"UNAVAILABLE","detail":"the server is shutting down")"));
  CHECK(end.ends_with("\n\n\r\n0\r\n\r\n"));
  CHECK_FALSE(client.wire.open());

  host.set_phase(Phase::kServing);
  Wired sooner(host);
  sooner.send(request("GET /quiet/1", kEvents));
  host.set_phase(Phase::kGivingUp);
  CHECK(sooner.pass(0.25).starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
}

TEST_CASE("a silent array gets blanks, and silent lines nothing") {
  GoldenHost host;
  Wired array(host);
  array.send(request("GET /quiet/1", "Accept: application/json\r\n"));
  CHECK(array.pass(16).ends_with("\r\n\r\n" + chunk("[")));
  CHECK(array.pass(15) == chunk("\n"));
  host.release();
  CHECK(array.read() == chunk("]") + "0\r\n\r\n");

  Wired lines(host);
  lines.send(request("GET /quiet/1"));
  CHECK(lines.pass(16).ends_with("\r\n\r\n"));
  CHECK(lines.pass(60) == "");
  // A client that has ended its side is asked whether it is there.
  lines.wire.send_end();
  CHECK(lines.pass(1.25) == chunk("\n"));
  CHECK(lines.pass(9) == "");
  CHECK(lines.pass(1.25) == chunk("\n"));
  host.release();
  CHECK(lines.read() == "0\r\n\r\n");
  CHECK_FALSE(lines.wire.open());
}

TEST_CASE("a client that does not read gets no heartbeats, and a stream that is not silent none") {
  GoldenHost host;
  Wired client(host);
  client.send(request("GET /quiet/1", kEvents));
  client.pass(16);
  for (int i = 0; i < 100; ++i) client.wire.tick(kSecond / 4);
  client.wire.collect();
  const std::size_t waiting = client.wire.unread();
  CHECK(waiting == chunk(": \n\n").size());
  for (int i = 0; i < 16; ++i) client.wire.tick(kSecond / 4);
  client.wire.collect();
  CHECK(client.wire.unread() == waiting);

  Wired talker(host);
  talker.send(request("POST /chat", "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n" + kEvents));
  for (int i = 1; i < 10; ++i) {
    talker.send(chunk("1\n"));
    CHECK(has(talker.read(), chunk("id: " + std::to_string(i) + "\ndata: 1\n\n")));
    CHECK(talker.pass(10) == "");
  }
}

TEST_CASE("heartbeats can be left out") {
  RestOptions options = GoldenHost::small_options();
  options.limits.heartbeat_ns = 0;
  GoldenHost host(options);
  Wired client(host);
  client.send(request("GET /quiet/1", kEvents));
  CHECK(client.pass(1000) == "");
  host.release();
  CHECK(client.read_content() == chunk("event: end\ndata: {}\n\n") + "0\r\n\r\n");
}

TEST_CASE("heartbeats go through the coder that the messages go through") {
  RestOptions options = GoldenHost::small_options();
  options.compression.streams = true;
  options.compression.types = {"text/event-stream"};
  GoldenHost host(options);
  Wired client(host);
  // By HTTP/1.0 the content comes without chunks.
  client.send("GET /quiet/1 HTTP/1.0\r\nAccept-Encoding: gzip\r\n" + kEvents + "\r\n");
  std::string all = client.pass(100);
  REQUIRE(has(all, "\r\nContent-Encoding: gzip\r\n"));
  host.release();
  all += client.read();
  all.erase(0, all.find("\r\n\r\n") + 4);
  const auto decoder = Decoder::make(Coding::kGzip);
  std::size_t used = 0;
  std::string content;
  CHECK(decoder->decode(all, used, content, 1000) == Decoder::State::kNeedMore);
  CHECK(decoder->finished());
  CHECK(content == ": \n\n: \n\n: \n\n: \n\n: \n\nevent: end\ndata: {}\n\n");
}

TEST_CASE("HEAD of a stream that does not end has its answer, and the next request too") {
  GoldenHost host;
  Wired client(host);
  client.send(request("HEAD /quiet/1", kEvents) + request("GET /items/1"));
  CHECK(client.pass(14) == "");
  const std::string both = client.pass(1.5);
  CHECK(has(both, "\r\nContent-Type: text/event-stream\r\n"));
  CHECK(both.ends_with("\r\n\r\nM0 path:id=1"));
}

TEST_CASE("a request that streams may be silent for long, but not for ever") {
  GoldenHost host;
  Wired client(host);
  client.send(request("POST /collect", "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"));
  for (int i = 0; i < 3; ++i) {
    client.send(chunk("1"));
    CHECK(client.pass(1500) == "");
    CHECK(host.streaming() == 1);
  }
  client.send(chunk("\n") + "0\r\n\r\n");
  CHECK(client.read_content() == "111|");

  client.send(request("POST /collect", "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"));
  const std::string late = client.pass(3601);
  CHECK(late.starts_with("HTTP/1.1 504 Gateway Timeout\r\n"));
  CHECK(has(late, "nothing has moved on this stream for too long"));
  CHECK(host.streaming() == 0);
  CHECK_FALSE(client.wire.open());
}

TEST_CASE("an answer that streams may be silent for long, but not for ever, heartbeats or not") {
  GoldenHost host;
  Wired client(host);
  client.send(request("GET /quiet/1", kEvents));
  const std::string beats = client.pass(3590);
  CHECK(beats.ends_with(chunk(": \n\n")));
  const std::string end = client.pass(15);
  CHECK(has(end, R"("code":"DEADLINE_EXCEEDED")"));
  CHECK(end.ends_with("0\r\n\r\n"));
  CHECK(client.wire.open());
}
