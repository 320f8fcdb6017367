// Raw byte exchanges: what goes in, and exactly what comes out. Each input is also delivered byte by byte, and glued to
// a request before and a request after it.
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <vector>

#include "host/rest/rest_fixture.hpp"
#include "rest/connection.hpp"

using namespace duet::rest;
using namespace duet::core;
using namespace rest_test;

namespace {

Limits small_limits() {
  Limits limits;
  limits.request_line_bytes = 100;
  limits.header_bytes = 400;
  limits.header_count = 8;
  limits.body_bytes = 2000;
  return limits;
}

struct Bench : Fixture {
  Bench() : Fixture(methods()), worker(dispatcher, options, phase, [] {}) {}

  std::vector<Mounted> methods() {
    const auto echo = [this](Call& call) { finish(dispatcher, call.handle(), described(call)); };
    return {{"GET", "/items/{id}", "", echo},
            {"POST", "/items", "*", echo},
            {"GET", "/files/{name=**}", "", echo},
            {"POST", "/proto", "*", echo, Execution::kInline, DUET_PROTOBUF},
            {"GET", "/stream", "", echo, Execution::kInline, DUET_JSON, DUET_SERVER_STREAM},
            {"PURGE", "/items/{id}", "", echo},
            {"PUT", "/items/{id}", "item", echo}};
  }

  static RestOptions small() {
    RestOptions made;
    made.limits = small_limits();
    made.etag = false;
    return made;
  }

  RestOptions options = small();
  std::atomic<Phase> phase{Phase::kServing};
  Worker worker;
};

// What is for caches has tests of its own.
std::string without_vary(std::string text) {
  constexpr std::string_view kLine = "Vary: Accept\r\n";
  for (std::size_t at = 0; (at = text.find(kLine, at)) != std::string::npos;) text.erase(at, kLine.size());
  return text;
}

struct Outcome {
  std::string output;
  Connection::End end;
};

// Everything up to the end of the input; after that the client stays connected.
Outcome exchange(Bench& bench, std::string_view input, std::size_t piece) {
  Connection connection(bench.worker, 1, Peer{"192.0.2.7:1", false, {}}, 0);
  Outcome outcome;
  for (std::size_t at = 0; at < input.size() && connection.wants_input(); at += piece) {
    connection.receive(input.substr(at, piece), 0);
    outcome.output.append(connection.output());
    connection.sent(connection.output().size(), 0);
  }
  outcome.output = without_vary(normalized(outcome.output));
  outcome.end = connection.end();
  return outcome;
}

std::string json(std::string_view body, std::string_view id = "r", std::string_view connection = {}) {
  return "HTTP/1.1 200 OK\r\n" + std::string(connection) +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nX-Request-Id: " + std::string(id) + "\r\n\r\n" + std::string(body);
}

const std::string kBefore = "GET /items/0 HTTP/1.1\r\nHost: h\r\nX-Request-Id: before\r\n\r\n";
const std::string kAfter = "GET /items/2 HTTP/1.1\r\nHost: h\r\nX-Request-Id: after\r\n\r\n";

/// Checks `input` alone, split at every byte, and between two neighbours. `expected`: the whole output.
void check_served(std::string_view input, const std::string& expected, bool closes = false) {
  CAPTURE(input);
  Bench bench;
  for (const std::size_t piece : {input.size(), std::size_t{1}, std::size_t{7}}) {
    const Outcome outcome = exchange(bench, input, piece);
    CHECK(outcome.output == expected);
    CHECK((outcome.end != Connection::End::kOpen) == closes);
  }
  const std::string glued = kBefore + std::string(input) + kAfter;
  const std::string first = json("M0 path:id=0", "before");
  const std::string last = closes ? std::string() : json("M0 path:id=2", "after");
  for (const std::size_t piece : {glued.size(), std::size_t{1}, std::size_t{13}}) {
    CHECK(exchange(bench, glued, piece).output == first + expected + last);
  }
}

/// The same for an answer of which only the beginning and a part matter.
void check_refused(std::string_view input, std::string_view status, std::string_view part, bool closes = true) {
  CAPTURE(input);
  Bench bench;
  const std::string start = "HTTP/1.1 " + std::string(status);
  for (const std::size_t piece : {input.size(), std::size_t{1}}) {
    const Outcome outcome = exchange(bench, input, piece);
    CHECK(outcome.output.substr(0, start.size()) == start);
    CHECK_MESSAGE(outcome.output.find(part) != std::string::npos, outcome.output);
    CHECK((outcome.end != Connection::End::kOpen) == closes);
    CHECK((outcome.output.find("Connection: close\r\n") != std::string::npos) == closes);
    const Outcome glued = exchange(bench, kBefore + std::string(input) + kAfter, piece == 1 ? 1 : 100'000);
    const std::string last = closes ? std::string() : json("M0 path:id=2", "after");
    CHECK(glued.output == json("M0 path:id=0", "before") + outcome.output + last);
  }
}

std::string get(std::string_view target, std::string_view fields = {}) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: r\r\n" + std::string(fields) + "\r\n";
}

std::string post(std::string_view target, std::string_view fields, std::string_view body) {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: r\r\n" + std::string(fields) + "\r\n" +
         std::string(body);
}

const std::string kJsonType = "Content-Type: application/json\r\n";
const std::string kChunked = kJsonType + "Transfer-Encoding: chunked\r\n";

}  // namespace

TEST_CASE("a request is answered and the connection stays open") {
  check_served(get("/items/1"), json("M0 path:id=1"));
  check_served("\r\n" + get("/items/1"), json("M0 path:id=1"));
  check_served("GET http://h:80/items/1?a=b HTTP/1.1\r\nHost: h:80\r\nX-Request-Id: r\r\n\r\n",
               json("M0 path:id=1 query:a=b"));
  check_served("GET /items/1 HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n", json("M0 path:id=1", "*"));
  check_served("PURGE /items/1 HTTP/1.1\r\nHost: h\r\nX-Request-Id: r\r\n\r\n", json("M5 path:id=1"));
}

TEST_CASE("paths and queries are decoded after they are split") {
  check_served(get("/items/a%2Fb%20c+d"), json("M0 path:id=a/b c+d"));
  check_served(get("/files/a%2Fb/c%20d"), json("M2 path:name=a%2Fb/c d"));
  check_served(get("/items/1?b=1&a=x+y%2B&b=2&&flag&e="),
               json("M0 path:id=1 query:b=1 query:a=x y+ query:b=2 query:flag= query:e="));
  check_refused(get("/items/%zz"), "400", "percent-encoded", false);
  check_refused(get("/items/%ff"), "400", "percent-encoded", false);
  check_refused(get("/items/1?a=%4"), "400", "'a=%4'", false);
}

TEST_CASE("bodies come by length or in chunks") {
  check_served(post("/items", kJsonType + "Content-Length: 5\r\n", "hello"), json("M1 body:hello"));
  check_served(post("/items", kJsonType + "Content-Length: 0\r\n", ""), json("M1"));
  check_served(post("/items", kJsonType, ""), json("M1"));
  check_served(post("/items", kChunked, "3\r\nhel\r\n2;x=\"y\"\r\nlo\r\n0\r\nTrailer: t\r\n\r\n"),
               json("M1 body:hello"));
  const std::string large(1500, 'x');
  check_served(post("/items", kJsonType + "Content-Length: 1500\r\n", large), json("M1 body:" + large));
  check_served(get("/items/1", "Content-Length: 3\r\n") + "abc", json("M0 path:id=1"));
}

TEST_CASE("HEAD is GET without the body") {
  check_served("HEAD /items/1 HTTP/1.1\r\nHost: h\r\nX-Request-Id: r\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\nX-Request-Id: r\r\n\r\n");
}

TEST_CASE("HTTP/1.0 and Connection decide whether the connection stays") {
  check_served("GET /items/1 HTTP/1.0\r\nX-Request-Id: r\r\n\r\n", json("M0 path:id=1", "r", "Connection: close\r\n"),
               true);
  check_served("GET /items/1 HTTP/1.0\r\nConnection: keep-alive\r\nX-Request-Id: r\r\n\r\n",
               json("M0 path:id=1", "r", "Connection: keep-alive\r\n"));
  check_served(get("/items/1", "Connection: x, Close\r\n"), json("M0 path:id=1", "r", "Connection: close\r\n"), true);
}

TEST_CASE("100-continue is answered before the body, or the request refused instead") {
  const std::string fields = kJsonType + "Expect: 100-continue\r\nContent-Length: 2\r\n";
  check_served(post("/items", fields, "hi"), "HTTP/1.1 100 Continue\r\n\r\n" + json("M1 body:hi"));
  check_refused(post("/nowhere", fields, ""), "404", "/nowhere");
  check_refused(post("/items", "Expect: 200-ok\r\nContent-Length: 2\r\n", ""), "417", "100-continue");
}

TEST_CASE("what leads nowhere is refused, and the connection goes on") {
  check_refused(get("/nowhere"), "404 Not Found", "\"instance\":\"/nowhere\"", false);
  check_refused(post("/nowhere", "Content-Length: 3\r\n", "abc"), "404", "\"code\":\"NOT_FOUND\"", false);
  check_refused("DELETE /items/1 HTTP/1.1\r\nHost: h\r\n\r\n", "405", "Allow: GET, HEAD, PURGE, PUT, OPTIONS\r\n",
                false);
  check_refused("BREW /items/1 HTTP/1.1\r\nHost: h\r\n\r\n", "501", "'BREW' is not known", false);
  check_refused("CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", "501", "not a proxy", false);
  check_served("OPTIONS /items HTTP/1.1\r\nHost: h\r\nX-Request-Id: r\r\n\r\n",
               "HTTP/1.1 204 No Content\r\nX-Request-Id: r\r\nAllow: POST, OPTIONS\r\n\r\n");
  check_refused("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "204", "Allow: GET, HEAD, POST", false);
}

TEST_CASE("media types decide the encodings") {
  check_refused(post("/items", "Content-Length: 1\r\nContent-Type: text/plain\r\n", "x"), "415", "application/json",
                false);
  check_refused(post("/items", "Content-Length: 1\r\n", "x"), "415", "application/json", false);
  check_refused(post("/items", kJsonType + "Content-Encoding: deflate\r\nContent-Length: 1\r\n", "x"), "415",
                "Content-Encoding", false);
  check_refused(post("/proto", kJsonType + "Content-Length: 1\r\n", "x"), "415", "does not read application/json",
                false);
  check_refused(post("/proto", "Accept: application/json\r\n", ""), "406", "does not answer in application/json",
                false);
  const std::string protobuf =
      "HTTP/1.1 200 OK\r\nContent-Type: application/protobuf\r\nContent-Length: 9\r\nX-Request-Id: r\r\n\r\nM1 body:x";
  check_served(post("/items", "Content-Type: application/x-protobuf\r\nContent-Length: 1\r\n", "x"), protobuf);
  check_served(post("/items", kJsonType + "Accept: application/protobuf\r\nContent-Length: 1\r\n", "x"), protobuf);
}

TEST_CASE("a request that cannot be framed ends the connection") {
  const auto head = [](std::string_view fields) { return "GET /items/1 HTTP/1.1\r\n" + std::string(fields) + "\r\n"; };
  check_refused("\x16\x03\x01", "400", "not an HTTP/1.1 request");
  check_refused("GET /items/1 HTTP/1.1\nHost: h\n\n", "400", "not an HTTP/1.1 request");
  check_refused("GET /items/1 HTTP/2.0\r\nHost: h\r\n\r\n", "505", "HTTP/1.1");
  check_refused("GET /items/1 HTTP/x\r\nHost: h\r\n\r\n", "400", "malformed");
  check_refused("GET /items/\xc3\xa4 HTTP/1.1\r\nHost: h\r\n\r\n", "400", "percent-encoded");
  check_refused("GET /items/1#x HTTP/1.1\r\nHost: h\r\n\r\n", "400", "percent-encoded");
  check_refused("GET items/1 HTTP/1.1\r\nHost: h\r\n\r\n", "400", "begins with '/'");
  check_refused(head(""), "400", "Host field is missing");
  check_refused(head("Host: a\r\nHost: a\r\n"), "400", "more than once");
  check_refused(head("Host: a b\r\n"), "400", "not a host");
  check_refused(head("Host: u@a\r\n"), "400", "not a host");
  check_refused(head("Host: h\r\nX: a\r\n b\r\n"), "400", "not an HTTP/1.1 request");
  check_refused(head("Host: h\r\nX : a\r\n"), "400", "malformed");
  check_refused(head("Host: h\r\nContent-Length: 5x\r\n"), "400", "malformed");
  check_refused(head("Host: h\r\nContent-Length: +5\r\n"), "400", "malformed");
  check_refused(head("Host: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n"), "400", "malformed");
  check_refused(head("Host: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n"), "400", "malformed");
  check_refused(head("Host: h\r\nTransfer-Encoding: gzip, chunked\r\n"), "501", "'chunked'");
  check_refused(head("Host: h\r\nTransfer-Encoding: chunked, identity\r\n"), "501", "'chunked'");
  check_refused("GET /items/1 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400", "HTTP/1.0");
  check_refused(post("/items", kChunked, "x\r\n"), "400", "malformed");
  check_refused(post("/items", kChunked, "3\r\nabcd\r\n0\r\n\r\n"), "400", "malformed");
}

TEST_CASE("what is too large is refused before it is there") {
  check_refused("GET /" + std::string(200, 'x'), "414", "request line");
  check_refused("GET /items/1 HTTP/1.1\r\nHost: h\r\nX: " + std::string(400, 'x'), "431", "header");
  std::string many = "GET /items/1 HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 8; ++i) many += "a: b\r\n";
  check_refused(many, "431", "header");
  check_refused(post("/items", kJsonType + "Content-Length: 1073741824\r\n", ""), "413", "2000 bytes");
  check_refused(post("/items", kChunked, "7d1\r\n"), "413", "larger");
  check_refused(post("/items", kChunked, "7d0\r\n" + std::string(2000, 'x') + "\r\n1\r\n"), "413", "larger");
  Bench bench;
  const Outcome endless = exchange(bench, post("/items", kChunked, "1;" + std::string(500, 'x')), 1);
  CHECK(endless.output.starts_with("HTTP/1.1 431"));
}
