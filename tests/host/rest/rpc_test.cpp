// Which requests are calls by gRPC-Web and Connect, and what the others get at their paths.
#include <doctest/doctest.h>
#include <duet/abi/description.h>
#include <google/protobuf/descriptor.pb.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "host/rest/client.hpp"
#include "host/rest/rpc_bench.hpp"
#include "rest/rpc/binding.hpp"
#include "rest/rpc/timeout.hpp"
#include "rest/server.hpp"
#include "rest/stream/envelope.hpp"

using namespace rest_test;

namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kGrpcWeb = "application/grpc-web+proto";
constexpr std::string_view kGrpcWebTypes =
    "application/grpc-web, application/grpc-web+proto, application/grpc-web+json, application/grpc-web-text, "
    "application/grpc-web-text+proto, application/grpc-web-text+json";

}  // namespace

TEST_CASE("other content types are 415, with those that would do") {
  RpcBench bench;
  const std::string web = ", " + std::string(kGrpcWebTypes);
  for (const char* const type :
       {"text/plain", "application/connect+json", "application/grpc", "", "application/json; charset=latin1"}) {
    CAPTURE(type);
    const auto answer = bench.post(kUnary, type, "{}");
    CHECK(answer.status == 415);
    CHECK(answer.field("content-type") == "application/problem+json");
    CHECK(answer.field("accept-post") == "application/json, application/proto" + web);
  }
  const auto stream = bench.post(kServerStream, kJson, "{}");
  CHECK(stream.status == 415);
  CHECK(stream.field("accept-post") == "application/connect+json, application/connect+proto" + web);
  CHECK(bench.post(kProtobufOnly, kJson, "{}").field("accept-post") ==
        "application/proto, application/grpc-web, application/grpc-web+proto, application/grpc-web-text, "
        "application/grpc-web-text+proto");
}

TEST_CASE("other HTTP methods are 405, and GET is for methods without effects") {
  RpcBench bench;
  const auto ask = [&](std::string_view method, std::string_view path) {
    return bench.exchange(std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
  };
  for (const std::string_view path : {kUnary, kServerStream, kRepeatable}) {
    for (const char* const method : {"GET", "PUT", "DELETE"}) {
      CAPTURE(method);
      const auto answer = ask(method, path);
      CHECK(answer.status == 405);
      CHECK(answer.field("allow") == "POST, OPTIONS");
    }
    CHECK(ask("OPTIONS", path).status == 204);
    CHECK(ask("OPTIONS", path).field("allow") == "POST, OPTIONS");
  }
  CHECK(ask("PUT", kIdempotent).field("allow") == "GET, HEAD, POST, OPTIONS");
}

TEST_CASE("a contract says which methods have no effects") {
  using google::protobuf::MethodOptions;
  google::protobuf::FileDescriptorProto file;
  file.set_name("a.proto");
  file.set_package("a");
  file.add_message_type()->set_name("M");
  auto* const service = file.add_service();
  service->set_name("S");
  duet::core::Offer offer;
  offer.plugin = "a";
  const auto add = [&](const std::string& name, MethodOptions::IdempotencyLevel level, std::uint32_t flags) {
    auto* const described = service->add_method();
    described->set_name(name);
    described->set_input_type(".a.M");
    described->set_output_type(".a.M");
    described->mutable_options()->set_idempotency_level(level);
    duet::core::MethodOffer method;
    method.service = "a.S";
    method.name = name;
    method.flags = flags;
    offer.methods.push_back(method);
  };
  add("Look", MethodOptions::NO_SIDE_EFFECTS, DUET_IDEMPOTENT);
  add("Put", MethodOptions::IDEMPOTENT, DUET_IDEMPOTENT);
  add("Told", MethodOptions::NO_SIDE_EFFECTS, 0);
  offer.files.push_back(file.SerializeAsString());
  std::vector<std::string> errors;
  const auto catalog = duet::core::Catalog::build({offer}, errors);
  REQUIRE(errors.empty());
  CHECK(duet::rest::may_be_got(*catalog, *catalog->find_rpc("a.S/Look")));
  CHECK_FALSE(duet::rest::may_be_got(*catalog, *catalog->find_rpc("a.S/Put")));
  CHECK_FALSE(duet::rest::may_be_got(*catalog, *catalog->find_rpc("a.S/Told")));
}

TEST_CASE("a listener answers the protocols that it is asked to") {
  RpcBench bench;
  const auto both = [&] {
    return std::pair(bench.post(kUnary, kJson, "{}").status, bench.post(kUnary, kGrpcWeb, envelope("")).status);
  };
  CHECK(both() == std::pair(200, 200));
  bench.protocols = {false, true};
  CHECK(both() == std::pair(200, 415));
  CHECK(bench.post(kUnary, "x/y", "").field("accept-post") == "application/json, application/proto");
  bench.protocols = {true, false};
  CHECK(both() == std::pair(415, 200));
  CHECK(bench.post(kUnary, kJson, "").field("accept-post") == kGrpcWebTypes);
  CHECK(bench.get(kIdempotent, "encoding=json&message=%7B%7D").status == 405);
  bench.protocols = {false, false};
  CHECK(both() == std::pair(404, 404));
}

TEST_CASE("a method that is not there is UNIMPLEMENTED in the protocol's form") {
  RpcBench bench;
  for (const std::string_view path : {std::string_view("/rest_test.S/Nope"), kRaw}) {
    CAPTURE(path);
    const std::string message =
        "no method is served at " + std::string(path) + "; the path of a call is '/package.Service/Method'";
    const auto unary = bench.post(path, "application/proto", "x");
    CHECK(unary.status == 404);
    CHECK(unary.body == R"({"code":"unimplemented","message":")" + message + "\"}");
    CHECK(bench.post(path, kJson, "{}", "Connect-Protocol-Version: 1\r\n").body == unary.body);
    CHECK(bench.post(path, kJson, "{}").field("content-type") == "application/problem+json");
    const auto stream = envelopes(bench.post(path, "application/connect+json", envelope("")).body);
    CHECK(stream == std::vector<Envelope>{{2, R"({"error":)" + unary.body + "}"}});
    const auto web = envelopes(bench.post(path, kGrpcWeb, envelope("")).body);
    CHECK(web == std::vector<Envelope>{{0x80, "grpc-status: 12\r\ngrpc-message: " + message + "\r\n"}});
    bench.protocols = {false, false};
    CHECK(bench.post(path, kGrpcWeb, "").field("content-type") == "application/problem+json");
    bench.protocols = {};
  }
  CHECK(bench.post("/a/b/c", kGrpcWeb, "").field("content-type") == "application/problem+json");
}

TEST_CASE("a client that goes away cancels its call") {
  RpcBench bench;
  duet::rest::RestOptions options;
  options.listeners[0].port = 0;
  options.threads = 1;
  duet::rest::Server server(bench.dispatcher, options);
  const auto endpoints = server.start();
  REQUIRE(endpoints.ok());
  Client client(endpoints->front().port);
  const std::string content = envelope("");
  client.send("POST " + std::string(kSilent) + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/grpc-web\r\n" +
              "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content);
  while (bench.silent() == 0) std::this_thread::yield();  // A reset would take the request with it.
  client.reset();
  while (bench.cancelled() == 0) std::this_thread::yield();
  CHECK(bench.cancelled() == 1);
}

TEST_CASE("a listener of a server has its own protocols") {
  RpcBench bench;
  duet::rest::RestOptions options;
  options.listeners.resize(2);
  for (auto& listener : options.listeners) listener.port = 0;
  options.listeners[1].rpc = {false, false};
  options.threads = 1;
  duet::rest::Server server(bench.dispatcher, options);
  const auto endpoints = server.start();
  REQUIRE(endpoints.ok());
  const std::string request = "POST " + std::string(kUnary) +
                              " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  std::vector<std::string> lines;
  for (const auto& endpoint : *endpoints) {
    Client client(endpoint.port);
    client.send(request);
    lines.push_back(client.answer().substr(0, 12));
  }
  CHECK(lines == std::vector<std::string>{"HTTP/1.1 200", "HTTP/1.1 404"});
}

TEST_CASE("a few bytes that expand to many messages are expanded as the handler takes them") {
  using duet::rest::Coding;
  const std::string packed = envelope(compressed(std::string(100'000, 'a'), Coding::kZstd), 1);
  std::string content;
  for (int i = 0; i < 100; ++i) content += packed;
  CHECK(content.size() < 10'000);

  duet::rest::EnvelopeReader reader({1 << 20, Coding::kZstd, 3, false});
  std::vector<std::string> messages;
  duet::core::Failure failure;
  std::string_view next = content;
  for (int i = 0; i < 100; ++i) {
    messages.clear();
    CHECK(reader.has_more() == (i > 0));
    REQUIRE(reader.read(std::exchange(next, {}), messages, failure));
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].size() == 100'000);
  }
  CHECK_FALSE(reader.has_more());
  CHECK(reader.finish(messages, failure));

  RpcBench bench;
  for (const std::size_t piece : {std::size_t{7}, std::size_t{1000}, content.size() + 1000}) {
    CAPTURE(piece);
    const auto answer =
        bench.post(kClientStream, "application/connect+proto", content, "Connect-Content-Encoding: zstd\r\n", piece);
    const std::vector<Envelope> all = envelopes(answer.body);
    REQUIRE(all.size() == 2);
    CHECK(all[0].content.size() == 100 * 100'000 + 99);
  }
  const auto web = bench.post(kClientStream, "application/grpc-web-text", base64(content), "Grpc-Encoding: zstd\r\n");
  REQUIRE_FALSE(text_envelopes(web.body).empty());
  CHECK(text_envelopes(web.body)[0].content.size() == 100 * 100'000 + 99);
}

TEST_CASE("timeouts of both protocols") {
  using duet::rest::parse_connect_timeout;
  using duet::rest::parse_grpc_timeout;
  CHECK(parse_grpc_timeout("2H") == 7'200'000'000'000);
  CHECK(parse_grpc_timeout("2M") == 120'000'000'000);
  CHECK(parse_grpc_timeout("2S") == 2'000'000'000);
  CHECK(parse_grpc_timeout("2m") == 2'000'000);
  CHECK(parse_grpc_timeout("2u") == 2000);
  CHECK(parse_grpc_timeout("2n") == 2);
  CHECK(parse_grpc_timeout("99999999H") == 100LL * 365 * 24 * 3600 * 1'000'000'000);
  CHECK(parse_connect_timeout("9999999999") == 9'999'999'999'000'000);
  CHECK(parse_connect_timeout("0") == 0);
  CHECK_FALSE(parse_connect_timeout(""));
  CHECK_FALSE(parse_grpc_timeout(""));
}
