// Where the bodies of a route are those of google.api.HttpBody.
#include <doctest/doctest.h>

#include <utility>

#include "describe/offer.hpp"
#include "host/describe/contract.hpp"

using namespace duet::test;

namespace {

// For each route of the method Run whether the request's body and the answer's are bytes: "request reply".
std::string bytes_of(const std::string& input, const std::string& output, const std::string& rule,
                     std::uint32_t encodings) {
  Description description(
      compile({{"shop.proto", R"(
    syntax = "proto3";
    package shop.v1;
    import "google/api/annotations.proto";
    import "google/api/httpbody.proto";
    message Request { string id = 1; google.api.HttpBody file = 2; repeated google.api.HttpBody files = 3; }
    service Shop { rpc Run()" + input +
                                  ") returns (" + output + ") { option (google.api.http) = { " + rule + " }; } }"}}));
  description.method("shop.v1.Shop/Run").encodings(encodings);
  auto offer = duet::describe::make_offer(description.get(), {.plugin = "shop"});
  REQUIRE(offer.ok());
  std::string text;
  for (const auto& route : offer->methods.at(0).routes) {
    text += text.empty() ? "" : " | ";
    text += std::string(route.bytes_request ? "bytes" : "message") + " " + (route.bytes_reply ? "bytes" : "message");
  }
  return text;
}

constexpr std::uint32_t kAll = DUET_PROTOBUF | DUET_JSON | DUET_BYTES;

}  // namespace

TEST_CASE("HttpBody as the whole request is bytes, where the rule has a body") {
  CHECK(bytes_of("google.api.HttpBody", "Request", R"(post: "/a" body: "*")", kAll) == "bytes message");
  CHECK(bytes_of("google.api.HttpBody", "Request", R"(post: "/a")", kAll) == "message message");
  CHECK(bytes_of("google.api.HttpBody", "Request", R"(post: "/a" body: "data")", kAll) == "message message");
}

TEST_CASE("HttpBody as a top-level field of the request is bytes, where the body is that field") {
  CHECK(bytes_of("Request", "Request", R"(put: "/{id}" body: "file" additional_bindings { post: "/a" body: "*" })",
                 kAll) == "bytes message | message message");
  CHECK(bytes_of("Request", "Request", R"(put: "/{id}" body: "files")", kAll) == "message message");
}

TEST_CASE("HttpBody as the answer is bytes, and so is one that response_body names") {
  CHECK(bytes_of("Request", "google.api.HttpBody", R"(get: "/{id}")", kAll) == "message bytes");
  CHECK(bytes_of("Request", "google.api.HttpBody", R"(get: "/{id}" response_body: "content_type")", kAll) ==
        "message message");
  CHECK(bytes_of("Request", "Request", R"(get: "/{id}" response_body: "file")", kAll) == "message bytes");
  CHECK(bytes_of("Request", "Request", R"(get: "/{id}" response_body: "files")", kAll) == "message message");
  CHECK(bytes_of("google.api.HttpBody", "google.api.HttpBody", R"(post: "/a" body: "*")", kAll) == "bytes bytes");
}

TEST_CASE("HttpBody is a message like any other for a method without DUET_BYTES") {
  CHECK(bytes_of("google.api.HttpBody", "google.api.HttpBody", R"(post: "/a" body: "*")", DUET_PROTOBUF | DUET_JSON) ==
        "message message");
}
