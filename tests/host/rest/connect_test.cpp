// Connect: unary calls by POST and GET, and streams.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "host/rest/rpc_bench.hpp"

using namespace rest_test;
using duet::rest::Coding;
using duet::rest::RestOptions;
using Envelopes = std::vector<Envelope>;

namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kStreamJson = "application/connect+json";
constexpr std::string_view kTrailers = R"("metadata":{"end":["yes","again"],"end-bin":["AP8="]}})";

RestOptions compressing() {
  RestOptions options;
  options.compression.codings = {Coding::kZstd, Coding::kBrotli, Coding::kGzip};
  options.compression.min_bytes = 20;
  options.compression.types = {"application/json", "application/protobuf"};
  return options;
}

RestOptions small() {
  RestOptions options;
  options.limits.body_bytes = 100;
  return options;
}

std::string shown(const test::HttpAnswer& answer) {
  return std::to_string(answer.status) + " " + std::string(answer.field("content-type")) + " " + answer.body;
}

std::string error(std::string_view code, std::string_view message) {
  return R"({"code":")" + std::string(code) + R"(","message":")" + std::string(message) + R"("})";
}

// What the error of kFailing is.
constexpr std::string_view kError =
    R"({"code":"not_found","message":"no €)"
    R"( 100%\n�","details":[{"type":"google.rpc.RetryInfo","value":"CgIIAg","debug":{"retryDelay":"2s"}},)"
    R"({"type":"some.Type","value":"AQI"}]})";

}  // namespace

TEST_CASE("a unary call is a POST of the message, and its answer the message") {
  RpcBench bench;
  const auto json = bench.post(kUnary, kJson, R"({"a":1})", "Connect-Protocol-Version: 1\r\n");
  CHECK(shown(json) == R"(200 application/json M0 body:{"a":1})");
  CHECK(json.field("own") == "1");
  CHECK(json.field("own-bin") == "AP8=");
  CHECK(json.field("trailer-end") == "yes");
  CHECK(json.count("trailer-end") == 2);
  CHECK(json.field("trailer-end-bin") == "AP8=");
  CHECK(json.count("grpc-status") == 0);
  CHECK(json.count("trailer-grpc-message") == 0);

  CHECK(shown(bench.post(kUnary, "application/proto", "\x08\x01")) == "200 application/proto M0 body:\x08\x01");
  CHECK(shown(bench.post(kUnary, "application/json; charset=utf-8", "{}")) == "200 application/json M0 body:{}");
  CHECK(shown(bench.post(kUnary, "APPLICATION/JSON", "{}")) == "200 application/json M0 body:{}");
  CHECK(shown(bench.post(kUnary, "application/proto", "")) == "200 application/proto M0");
}

TEST_CASE("handlers see the client's fields and none of the protocol's") {
  RpcBench bench;
  bench.post(kUnary, kJson, "{}",
             "Connect-Protocol-Version: 1\r\nConnect-Timeout-Ms: 10000\r\nAsk: a\r\nAsk: b\r\nTraceparent: 00-1\r\n"
             "Ask-Bin: YQ, Yg==\r\nUser-Agent: me\r\nGrpc-Status: 3\r\nTE: trailers\r\nX-Grpc-Web: 1\r\n");
  CHECK(bench.seen() == "host=h;ask=a;ask=b;traceparent=00-1;ask-bin=a;ask-bin=b;user-agent=me;");
  CHECK(shown(bench.post(kUnary, kJson, "{}", "Ask-Bin: %\r\n")) ==
        "400 application/json " + error("invalid_argument", "the field 'ask-bin' is not base64"));
}

TEST_CASE("an error is Connect's JSON under Connect's status, whatever the request was") {
  RpcBench bench;
  for (const std::string_view type : {kJson, std::string_view("application/proto")}) {
    const auto failed = bench.post(kFailing, type, "{}", "Accept: application/protobuf\r\n");
    CHECK(shown(failed) == "404 application/json " + std::string(kError));
    CHECK(failed.field("own") == "1");
    CHECK(failed.field("trailer-end") == "yes");
  }
}

TEST_CASE("a unary call may be compressed, both ways") {
  RpcBench bench(compressing());
  const std::string text = R"({"a":")" + std::string(100, 'a') + R"("})";
  for (const auto& [name, coding] :
       {std::pair("gzip", Coding::kGzip), std::pair("br", Coding::kBrotli), std::pair("zstd", Coding::kZstd)}) {
    CAPTURE(name);
    const std::string lines =
        "Content-Encoding: " + std::string(name) + "\r\nAccept-Encoding: " + std::string(name) + "\r\n";
    for (const std::string_view type : {kJson, std::string_view("application/proto")}) {
      const auto answer = bench.post(kUnary, type, compressed(text, coding), lines);
      CHECK(answer.status == 200);
      CHECK(answer.field("content-type") == type);
      CHECK(answer.field("content-encoding") == name);
      CHECK(expanded(answer.body, coding) == "M0 body:" + text);
    }
    CHECK(bench.seen().find("content-encoding") == std::string::npos);
  }
  const auto unknown = bench.post(kUnary, kJson, "{}", "Content-Encoding: snappy\r\n");
  CHECK(shown(unknown) == "501 application/json " +
                              error("unimplemented", "the request's Content-Encoding may be one of gzip, br, zstd"));
  CHECK(unknown.field("accept-encoding") == "gzip, br, zstd");
  CHECK(shown(bench.post(kUnary, kJson, "{}", "Content-Encoding: gzip\r\n")) ==
        "400 application/json " + error("invalid_argument", "the request body is not what its Content-Encoding says"));
  for (const char* const coding : {"gzip", "br", "zstd"}) {
    CAPTURE(coding);
    CHECK(shown(bench.exchange("POST " + std::string(kUnary) +
                               " HTTP/1.1\r\nHost: h\r\nContent-Type: application/proto\r\nContent-Encoding: " +
                               std::string(coding) + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) ==
          "200 application/proto M0");
  }
  CHECK(shown(bench.post(kUnary, kJson, "{}", "Content-Encoding: identity\r\n")) == "200 application/json M0 body:{}");
}

TEST_CASE("a message above the limit is resource_exhausted") {
  RpcBench bench(small());
  const auto large = bench.post(kUnary, kJson, std::string(101, ' '));
  CHECK(large.status == 429);
  CHECK(large.body.starts_with(R"({"code":"resource_exhausted",)"));
  const auto bomb =
      bench.post(kUnary, kJson, compressed(std::string(1000, ' '), Coding::kGzip), "Content-Encoding: gzip\r\n");
  CHECK(bomb.status == 429);
  CHECK(bomb.body.starts_with(R"({"code":"resource_exhausted",)"));
  CHECK(bench.post(kUnary, kJson, std::string(100, ' ')).status == 200);
}

TEST_CASE("the protocol's version, where it is told, is 1") {
  RpcBench bench;
  CHECK(shown(bench.post(kUnary, kJson, "{}", "Connect-Protocol-Version: 2\r\n")) ==
        "400 application/json " +
            error("invalid_argument", "Connect-Protocol-Version is '1'; this server knows no other"));
  CHECK(bench.get(kIdempotent, "connect=v1&encoding=json&message=%7B%7D").status == 200);
  CHECK(bench.get(kIdempotent, "connect=v2&encoding=json&message=%7B%7D")
            .body.starts_with(R"({"code":"invalid_argument",)"));
}

TEST_CASE("a deadline that has passed is answered at once, and one that is none is refused") {
  RpcBench bench;
  const std::string passed = "504 application/json " + error("deadline_exceeded", "the deadline has passed");
  CHECK(shown(bench.post(kUnary, kJson, "{}", "Connect-Timeout-Ms: 0\r\n")) == passed);
  CHECK(shown(bench.post(kSilent, kJson, "{}", "Connect-Timeout-Ms: 20\r\n")) == passed);
  CHECK(shown(bench.post(kSilent, kJson, "{}", "Connect-Timeout-Ms: 9999999999\r\nX-Request-Timeout: 20ms\r\n")) ==
        passed);
  for (const char* const bad : {"12345678901", "-1", "1.5", "1s", "x"}) {
    CAPTURE(bad);
    CHECK(shown(bench.post(kUnary, kJson, "{}", "Connect-Timeout-Ms: " + std::string(bad) + "\r\n")) ==
          "400 application/json " + error("invalid_argument", "Connect-Timeout-Ms is at most ten digits"));
  }
}

TEST_CASE("a method without effects may be called by GET") {
  RpcBench bench(compressing());
  CHECK(shown(bench.get(kIdempotent, "connect=v1&encoding=json&message=%7B%22a%22%3A1%7D")) ==
        R"(200 application/json M1 body:{"a":1})");
  CHECK(shown(bench.get(kIdempotent, "message=%08%ff&encoding=proto")) == "200 application/proto M1 body:\x08\xff");
  CHECK(shown(bench.get(kIdempotent, "base64=1&message=-_8&encoding=proto")) ==
        "200 application/proto M1 body:\xfb\xff");
  CHECK(shown(bench.get(kIdempotent, "base64=1&message=-_8%3D&encoding=proto")) ==
        "200 application/proto M1 body:\xfb\xff");
  CHECK(shown(bench.get(kIdempotent, "encoding=json&message=")) == "200 application/json M1");
  const std::string packed = base64(compressed("{}", Coding::kGzip));
  std::string escaped;
  for (const char c : packed) escaped += c == '+' ? "-" : c == '/' ? "_" : c == '=' ? "%3D" : std::string(1, c);
  CHECK(shown(bench.get(kIdempotent, "compression=gzip&encoding=json&base64=1&message=" + escaped)) ==
        "200 application/json M1 body:{}");
  const auto tagged = bench.get(kIdempotent, "encoding=json&message=%7B%7D");
  const auto again = bench.get(kIdempotent, "encoding=json&message=%7B%7D",
                               "If-None-Match: " + std::string(tagged.field("etag")) + "\r\n");
  CHECK(again.status == 304);
}

TEST_CASE("a query that is no call says why") {
  RpcBench bench(small());
  struct Row {
    std::string query;
    std::string_view code;
  };
  const std::vector<Row> rows{
      {"", "invalid_argument"},
      {"encoding=json", "invalid_argument"},
      {"message=%7B%7D", "invalid_argument"},
      {"encoding=xml&message=x", "invalid_argument"},
      {"encoding=json&message=%7", "invalid_argument"},
      {"encoding=json&message=%zz", "invalid_argument"},
      {"encoding=json&base64=1&message=*", "invalid_argument"},
      {"encoding=json&compression=snappy&message=x", "unimplemented"},
      {"encoding=json&compression=gzip&message=x", "invalid_argument"},
      {"encoding=json&message=" + std::string(101, 'a'), "resource_exhausted"},
      {"encoding=proto&compression=gzip&base64=1&message=" + base64(compressed(std::string(1000, 'a'), Coding::kGzip)),
       "resource_exhausted"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.query);
    const auto answer = bench.get(kIdempotent, row.query);
    CHECK(answer.field("content-type") == kJson);
    CHECK(answer.body.starts_with(R"({"code":")" + std::string(row.code) + "\","));
  }
}

TEST_CASE("streams go both ways in envelopes, and the last one tells how it ended") {
  RpcBench bench;
  const std::string end = "{" + std::string(kTrailers);
  const auto server = bench.post(kServerStream, kStreamJson, envelope("a,,b"));
  CHECK(server.status == 200);
  CHECK(server.field("content-type") == kStreamJson);
  CHECK(server.count("trailer-end") == 0);
  CHECK(envelopes(server.body) == Envelopes{{0, "a"}, {0, ""}, {0, "b"}, {2, end}});

  const std::string three = envelope("x") + envelope("") + envelope("z");
  const auto client = bench.post(kClientStream, "application/connect+proto", three);
  CHECK(client.field("content-type") == "application/connect+proto");
  CHECK(envelopes(client.body) == Envelopes{{0, "x||z"}, {2, end}});
  CHECK(envelopes(bench.post(kBidi, kStreamJson, three).body) == Envelopes{{0, "x"}, {0, ""}, {0, "z"}, {2, end}});
  CHECK(envelopes(bench.post(kBidi, kStreamJson, "").body) == Envelopes{{2, end}});
}

TEST_CASE("envelopes may come cut at every byte") {
  RpcBench bench(compressing());
  const std::string packed = envelope(compressed(std::string(300, 'y'), Coding::kGzip), 1);
  const std::string lines = "Connect-Content-Encoding: gzip\r\n";
  const auto whole = bench.post(kBidi, kStreamJson, envelope("x") + packed + envelope(""), lines);
  CHECK(envelopes(whole.body).size() == 4);
  for (std::size_t piece = 1; piece < 12; ++piece) {
    CAPTURE(piece);
    const auto cut = bench.post(kBidi, kStreamJson, envelope("x") + packed + envelope(""), lines, piece);
    CHECK(cut.body == whole.body);
    CHECK(envelopes(bench.post(kServerStream, kStreamJson, envelope("a,b"), {}, piece).body).size() == 3);
  }
}

TEST_CASE("messages of streams are compressed one by one, by the codings of both sides") {
  RpcBench bench(compressing());
  const std::string text(200, 'a');
  const auto answer = bench.post(kServerStream, kStreamJson, envelope(compressed(text + ",b", Coding::kBrotli), 1),
                                 "Connect-Content-Encoding: br\r\nConnect-Accept-Encoding: gzip\r\n"
                                 "Accept-Encoding: zstd\r\n");
  CHECK(answer.field("connect-content-encoding") == "gzip");
  CHECK(answer.count("content-encoding") == 0);
  const Envelopes all = envelopes(answer.body);
  REQUIRE(all.size() == 3);
  CHECK(all[0].flags == 1);
  CHECK(expanded(all[0].content, Coding::kGzip) == text);
  CHECK(all[1] == Envelope{0, "b"});
}

TEST_CASE("what goes wrong with a stream is told at its end, under 200") {
  RpcBench bench(small());
  const auto ends_with = [&](std::string_view path, const std::string& content, std::string_view lines,
                             const std::string& error) {
    const auto answer = bench.post(path, kStreamJson, content, lines);
    CHECK(answer.status == 200);
    CHECK(answer.field("content-type") == kStreamJson);
    const Envelopes all = envelopes(answer.body);
    REQUIRE_FALSE(all.empty());
    CHECK(all.back() == Envelope{2, R"({"error":)" + error + "}"});
    return answer;
  };
  ends_with(kBidi, envelope("a", 2), "",
            error("invalid_argument", "the request has an envelope with flags that are no client's: 2"));
  ends_with(kBidi, envelope("a", 1), "",
            error("internal", "a message is flagged as compressed, and the request does not say how"));
  ends_with(kBidi, envelope("a", 1), "Connect-Content-Encoding: gzip\r\n",
            error("invalid_argument", "a message is not compressed with gzip, as the request says"));
  ends_with(kBidi, envelope("abc").substr(0, 7), "",
            error("invalid_argument", "the request ends in the middle of a message"));
  ends_with(kServerStream, envelope("abc").substr(0, 3), "",
            error("invalid_argument", "the request ends in the middle of a message"));
  ends_with(kServerStream, "", "",
            error("unimplemented", "the request has 0 messages; rest_test.S/M2 takes exactly one"));
  ends_with(kServerStream, envelope("a") + envelope("b"), "",
            error("unimplemented", "the request has more than one message; the method takes exactly one"));
  const std::string large = "a message is larger than the 100 bytes that this server accepts";
  ends_with(kBidi, envelope(std::string(101, 'a')), "", error("resource_exhausted", large));
  ends_with(kBidi, envelope(compressed(std::string(101, 'a'), Coding::kGzip), 1), "Connect-Content-Encoding: gzip\r\n",
            error("resource_exhausted", large));
  const auto unknown =
      ends_with(kBidi, envelope("a"), "Connect-Content-Encoding: snappy\r\n",
                error("unimplemented", "the request's connect-content-encoding may be one of gzip, br, zstd"));
  CHECK(unknown.field("connect-accept-encoding") == "gzip, br, zstd");
  ends_with(kServerStream, envelope("a"), "Connect-Timeout-Ms: 0\r\n",
            error("deadline_exceeded", "the deadline has passed"));
}

TEST_CASE("an error after the first message comes with its details and trailers") {
  RpcBench bench;
  const auto answer = bench.post(kBreaking, kStreamJson, envelope("{}"));
  CHECK(envelopes(answer.body) ==
        Envelopes{{0, "one"}, {2, R"({"error":)" + std::string(kError) + R"(,"metadata":{"end":["yes"]}})"}});
}
