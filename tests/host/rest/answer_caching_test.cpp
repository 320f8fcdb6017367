// Tags, 304 and Cache-Control: what caches and clients are told of answers to GET.
#include <doctest/doctest.h>

#include <string>

#include "core/code_map.hpp"
#include "host/rest/asked.hpp"
#include "rest/etag.hpp"

using namespace duet::rest;
using namespace duet::core;
using rest_test::Asked;
using rest_test::content;
using rest_test::field;
using rest_test::status_line;
using rest_test::text;

namespace {

const std::string kLarge(5000, 'a');

struct Get : Asked {
  Get() {
    exchange.conditional = true;
    options.compression.codings = {Coding::kGzip};
    options.compression.types = {"application/json"};
    body({R"({"id":1})"});
    call->method = &method;
    method.encodings = DUET_JSON;
  }
  std::string tag() { return field(answer(), "ETag"); }
};

}  // namespace

TEST_CASE("answers to GET carry a tag of their content") {
  Get asked;
  const std::string tag = asked.tag();
  CHECK(is_etag(tag));
  CHECK(tag.starts_with("W/"));
  asked.body({R"({"id")", ":1}"});
  CHECK(asked.tag() == tag);
  asked.body({R"({"id":2})"});
  CHECK(asked.tag() != tag);

  // The same for all codings.
  asked.body({kLarge});
  const std::string plain = asked.tag();
  asked.exchange.coding = Coding::kGzip;
  CHECK(field(asked.answer(), "Content-Encoding") == "gzip");
  CHECK(asked.tag() == plain);
}

TEST_CASE("which answers carry a tag") {
  struct Row {
    const char* what;
    void (*change)(Get&);
    bool tagged;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"GET", [](Get&) {}, true},
           {"HEAD", [](Get& g) { g.exchange.head_request = true; }, true},
           {"POST", [](Get& g) { g.exchange.conditional = false; }, false},
           {"switched off", [](Get& g) { g.options.etag = false; }, false},
           {"not 200", [](Get& g) { g.reply.http_status = 203; }, false},
           {"an error", [](Get& g) { g.reply.code = kNotFound; }, false},
           {"empty", [](Get& g) { g.body({}); }, true},
       }) {
    CAPTURE(row.what);
    Get asked;
    row.change(asked);
    CHECK((asked.tag() != "(none)") == row.tagged);
  }
}

TEST_CASE("a handler's own tag wins, and is weak where the bytes are not its own") {
  Get asked;
  asked.body({kLarge});
  asked.metadata({{text("ETag"), text("\"v7\"")}, {text("etag"), text("\"v8\"")}});
  CHECK(asked.tag() == "\"v7\"");
  CHECK(field(asked.answer(), "etag") == "(none)");
  asked.exchange.coding = Coding::kGzip;
  CHECK(asked.tag() == "W/\"v7\"");
  asked.options.etag = false;
  CHECK(asked.tag() == "W/\"v7\"");
  asked.exchange.conditional = false;
  asked.exchange.coding = Coding::kIdentity;
  CHECK(asked.tag() == "\"v7\"");
  // What is no tag cannot be compared with one.
  asked.metadata({{text("etag"), text("v7")}});
  CHECK(asked.tag() == "(none)");
}

TEST_CASE("a client that has the content already gets 304 without it") {
  Get asked;
  const std::string tag = asked.tag();
  asked.options.cache_control = "max-age=60";
  asked.metadata({{text("x-cost"), text("3")},
                  {text("content-language"), text("en")},
                  {text("content-location"), text("/books/one")},
                  {text("content-type"), text("application/json")},
                  {text("vary"), text("Origin")}});
  asked.exchange.if_none_match = tag;
  CHECK(asked.answer() == "HTTP/1.1 304 Not Modified\r\nETag: " + tag +
                              "\r\nCache-Control: max-age=60\r\nVary: Origin\r\nX-Request-Id: r\r\nx-cost: 3\r\n"
                              "content-location: /books/one\r\n\r\n");
  asked.exchange.head_request = true;
  CHECK(status_line(asked.answer()) == "HTTP/1.1 304 Not Modified");
}

TEST_CASE("a 304 tells caches what the 200 would have told them") {
  Get asked;
  asked.body({kLarge});
  asked.exchange.coding = Coding::kGzip;
  asked.metadata({{text("etag"), text("\"v7\"")}, {text("content-encoding"), text("identity")}});
  asked.exchange.if_none_match = "\"v7\"";
  CHECK(asked.answer() == "HTTP/1.1 304 Not Modified\r\nETag: \"v7\"\r\nX-Request-Id: r\r\n\r\n");
  asked.metadata({{text("etag"), text("\"v7\"")}});
  CHECK(asked.answer() ==
        "HTTP/1.1 304 Not Modified\r\nETag: W/\"v7\"\r\nVary: Accept-Encoding\r\nX-Request-Id: r\r\n\r\n");
  CHECK(field(asked.answer(true), "Connection") == "close");
}

TEST_CASE("when If-None-Match is heard") {
  struct Row {
    const char* what;
    void (*change)(Get&);
    const char* status;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"any", [](Get&) {}, "HTTP/1.1 304 Not Modified"},
           {"another", [](Get& g) { g.exchange.if_none_match = "\"other\""; }, "HTTP/1.1 200 OK"},
           {"not GET", [](Get& g) { g.exchange.conditional = false; }, "HTTP/1.1 200 OK"},
           {"no tags", [](Get& g) { g.options.etag = false; }, "HTTP/1.1 200 OK"},
           {"a tag of the handler's",
            [](Get& g) {
              g.options.etag = false, g.metadata({{text("etag"), text("\"v\"")}});
            },
            "HTTP/1.1 304 Not Modified"},
           {"not 200", [](Get& g) { g.reply.http_status = 202; }, "HTTP/1.1 202 Accepted"},
           {"an error", [](Get& g) { g.reply.code = kNotFound; }, "HTTP/1.1 404 Not Found"},
       }) {
    CAPTURE(row.what);
    Get asked;
    asked.exchange.if_none_match = "*";
    row.change(asked);
    CHECK(status_line(asked.answer()) == row.status);
  }
}

TEST_CASE("Cache-Control is the handler's, else the method's, else the configuration's") {
  const auto value = [](Get& asked) { return field(asked.answer(), "Cache-Control"); };
  Get asked;
  CHECK(value(asked) == "(none)");
  asked.options.cache_control = "no-cache";
  CHECK(value(asked) == "no-cache");
  asked.method.cache_control = "max-age=60";
  CHECK(value(asked) == "max-age=60");
  asked.metadata({{text("Cache-Control"), text("private")}});
  CHECK(value(asked) == "(none)");
  CHECK(field(asked.answer(), "cache-control") == "private");

  asked.metadata({});
  asked.exchange.conditional = false;
  CHECK(value(asked) == "(none)");
  asked.exchange.conditional = true;
  asked.reply.code = kNotFound;
  CHECK(value(asked) == "(none)");
  asked.call->method = nullptr;
  CHECK(value(asked) == "(none)");
}
