// gRPC-Web, in bytes and in base64.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "host/rest/rpc_bench.hpp"

using namespace rest_test;
using duet::rest::Coding;
using duet::rest::RestOptions;
using Envelopes = std::vector<Envelope>;

namespace {

constexpr std::string_view kType = "application/grpc-web+proto";
constexpr std::string_view kText = "application/grpc-web-text";
constexpr std::string_view kOk = "grpc-status: 0\r\nend: yes\r\nend: again\r\nend-bin: AP8=\r\n";

RestOptions compressing() {
  RestOptions options;
  options.compression.codings = {Coding::kZstd, Coding::kGzip};
  options.compression.min_bytes = 20;
  return options;
}

std::string failed(int code, std::string_view message) {
  return "grpc-status: " + std::to_string(code) + "\r\ngrpc-message: " + std::string(message) + "\r\n";
}

// The error of kFailing.
std::string error() {
  std::string details = base64(error_details());
  while (details.ends_with('=')) details.pop_back();
  return failed(5, "no %E2%82%AC 100%25%0A%EF%BF%BD") + "grpc-status-details-bin: " + details + "\r\nend: yes\r\n";
}

}  // namespace

TEST_CASE("a unary call is one message, and its answer one and the trailers") {
  RpcBench bench;
  for (const std::string_view type :
       {kType, std::string_view("application/grpc-web"), std::string_view("application/grpc-web+json")}) {
    const auto answer = bench.post(kUnary, type, envelope("a"), "X-Grpc-Web: 1\r\nAsk-Bin: YQ\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.field("content-type") == type);
    CHECK(answer.field("own") == "1");
    CHECK(answer.field("own-bin") == "AP8=");
    CHECK(answer.count("grpc-status") == 0);
    CHECK(answer.count("trailer-end") == 0);
    CHECK(envelopes(answer.body) == Envelopes{{0, "M0 body:a"}, {0x80, std::string(kOk)}});
    CHECK(bench.seen() == "host=h;ask-bin=a;");
  }
  CHECK(envelopes(bench.post(kUnary, kType, envelope("")).body).front() == Envelope{0, "M0"});
}

TEST_CASE("an error has the status 200 and tells its own in the trailers") {
  RpcBench bench;
  const auto answer = bench.post(kFailing, kType, envelope("a"));
  CHECK(answer.status == 200);
  CHECK(answer.field("content-type") == kType);
  CHECK(answer.field("own") == "1");
  CHECK(envelopes(answer.body) == Envelopes{{0x80, error()}});
  CHECK(envelopes(bench.post(kBreaking, kType, envelope("a")).body) == Envelopes{{0, "one"}, {0x80, error()}});
}

TEST_CASE("streams of all kinds go in envelopes") {
  RpcBench bench;
  const std::string end(kOk);
  CHECK(envelopes(bench.post(kServerStream, kType, envelope("a,b")).body) ==
        Envelopes{{0, "a"}, {0, "b"}, {0x80, end}});
  const std::string two = envelope("x") + envelope("y");
  CHECK(envelopes(bench.post(kClientStream, kType, two).body) == Envelopes{{0, "x|y"}, {0x80, end}});
  CHECK(envelopes(bench.post(kBidi, kType, two).body) == Envelopes{{0, "x"}, {0, "y"}, {0x80, end}});
}

TEST_CASE("the text form is base64 both ways, padded anywhere and cut anywhere") {
  RpcBench bench;
  const auto answer = bench.post(kUnary, kText, base64(envelope("abcd")));
  CHECK(answer.field("content-type") == kText);
  CHECK(text_envelopes(answer.body) == Envelopes{{0, "M0 body:abcd"}, {0x80, std::string(kOk)}});

  std::string unpadded = base64(envelope("abcd"));
  while (unpadded.ends_with('=')) unpadded.pop_back();
  CHECK(bench.post(kUnary, "application/grpc-web-text+proto", unpadded).body == answer.body);

  const std::string whole = envelope("x") + envelope("yz");
  std::string pieces;
  for (std::size_t at = 0; at < whole.size(); at += 4) pieces += base64(whole.substr(at, 4));
  for (const std::string& content : {base64(whole), pieces, base64(envelope("x")) + base64(envelope("yz"))}) {
    for (std::size_t piece = 1; piece < 9; ++piece) {
      CAPTURE(piece);
      CHECK(text_envelopes(bench.post(kBidi, kText, content, {}, piece).body) ==
            Envelopes{{0, "x"}, {0, "yz"}, {0x80, std::string(kOk)}});
    }
  }
  for (const char* const bad : {"*AAA", "A===", "AA=A", "=AAA", "AAAA\n", "A"}) {
    CAPTURE(bad);
    CHECK(text_envelopes(bench.post(kBidi, kText, bad).body) ==
          Envelopes{{0x80, failed(13, "the request is not base64, as its Content-Type says")}});
  }
}

TEST_CASE("Accept may ask for the text form") {
  RpcBench bench;
  const auto answer = bench.post(kUnary, kType, envelope("a"), "Accept: application/grpc-web-text\r\n");
  CHECK(answer.field("content-type") == "application/grpc-web-text+proto");
  CHECK(text_envelopes(answer.body).front() == Envelope{0, "M0 body:a"});
}

TEST_CASE("envelopes may come cut at every byte") {
  RpcBench bench;
  const std::string two = envelope("abc") + envelope("");
  for (std::size_t piece = 1; piece < two.size(); ++piece) {
    CAPTURE(piece);
    CHECK(envelopes(bench.post(kBidi, kType, two, {}, piece).body) ==
          Envelopes{{0, "abc"}, {0, ""}, {0x80, std::string(kOk)}});
    CHECK(envelopes(bench.post(kUnary, kType, envelope("abc"), {}, piece).body).front() == Envelope{0, "M0 body:abc"});
  }
}

TEST_CASE("messages are compressed one by one") {
  RpcBench bench(compressing());
  const std::string text(200, 'a');
  for (const auto& [name, coding] : {std::pair("gzip", Coding::kGzip), std::pair("zstd", Coding::kZstd)}) {
    const std::string lines = "Grpc-Encoding: " + std::string(name) + "\r\nGrpc-Accept-Encoding: identity, " +
                              std::string(name) + "\r\nAccept-Encoding: gzip\r\n";
    const auto answer = bench.post(kUnary, kType, envelope(compressed(text, coding), 1), lines);
    CHECK(answer.field("grpc-encoding") == name);
    CHECK(answer.count("content-encoding") == 0);
    const Envelopes all = envelopes(answer.body);
    REQUIRE(all.size() == 2);
    CHECK(all[0].flags == 1);
    CHECK(expanded(all[0].content, coding) == "M0 body:" + text);
    CHECK(all[1].flags == 0x80);
  }
  const auto unknown = bench.post(kUnary, kType, envelope("a", 1), "Grpc-Encoding: snappy\r\n");
  CHECK(unknown.field("grpc-accept-encoding") == "gzip, br, zstd");
  CHECK(envelopes(unknown.body) ==
        Envelopes{{0x80, failed(12, "the request's grpc-encoding may be one of gzip, br, zstd")}});
}

TEST_CASE("what is malformed is INTERNAL, and what has another number of messages UNIMPLEMENTED") {
  RestOptions options;
  options.limits.body_bytes = 100;
  RpcBench bench(options);
  const auto told = [&](std::string_view path, std::string_view content, std::string_view lines = {}) {
    const auto answer = bench.post(path, kType, content, lines);
    CHECK(answer.status == 200);
    const Envelopes all = envelopes(answer.body);
    return all.size() == 1 && all[0].flags == 0x80 ? all[0].content : "(no trailers alone)";
  };
  for (const std::string_view path : {kUnary, kBidi}) {
    CHECK(told(path, envelope("a", 0x80)) ==
          failed(13, "the request has an envelope with flags that are no client's: 128"));
    CHECK(told(path, envelope("a", 1)) ==
          failed(13, "a message is flagged as compressed, and the request does not say how"));
    CHECK(told(path, envelope("abc").substr(0, 6)) == failed(13, "the request ends in the middle of a message"));
    CHECK(told(path, envelope(std::string(101, 'a'))).starts_with("grpc-status: 8\r\n"));
    const std::string bomb = envelope(compressed(std::string(5000, 'a'), Coding::kGzip), 1);
    CHECK(told(path, bomb, "Grpc-Encoding: gzip\r\n").starts_with("grpc-status: 8\r\n"));
  }
  CHECK(told(kUnary, std::string(1000, 'a')).starts_with("grpc-status: 8\r\n"));
  CHECK(told(kUnary, "") == failed(12, "the request has 0 messages; rest_test.S/M0 takes exactly one"));
  CHECK(told(kUnary, envelope("a") + envelope("b")) ==
        failed(12, "the request has more than one message; the method takes exactly one"));
  CHECK(envelopes(bench.post(kUnary, kType, envelope(std::string(100, 'a'))).body).size() == 2);
  CHECK(text_envelopes(bench.post(kUnary, kText, base64(envelope(std::string(100, 'a')))).body).size() == 2);
}

TEST_CASE("a deadline that has passed is answered at once, and one that is none is refused") {
  RpcBench bench;
  const auto told = [&](std::string_view path, std::string_view timeout) {
    const auto answer = bench.post(path, kType, envelope("a"), "Grpc-Timeout: " + std::string(timeout) + "\r\n");
    return envelopes(answer.body).back().content;
  };
  CHECK(told(kSilent, "20m") == failed(4, "the deadline has passed"));
  CHECK(told(kSilent, "20000u") == failed(4, "the deadline has passed"));
  CHECK(told(kUnary, "0n") == failed(4, "the deadline has passed"));
  for (const char* const good : {"1H", "1M", "99999999S", "99999999H"}) CHECK(told(kUnary, good) == kOk);
  for (const char* const bad : {"123456789S", "1", "S", "1s", "-1S", "1.5S"}) {
    CAPTURE(bad);
    CHECK(told(kUnary, bad) == failed(3, "grpc-timeout is at most eight digits and a unit: H, M, S, m, u or n"));
  }
}
