// What answers look like: errors with their details, handlers' metadata, statuses without content.
#include <doctest/doctest.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <string>
#include <vector>

#include "core/code_map.hpp"
#include "host/rest/asked.hpp"
#include "rest/metadata.hpp"
#include "rest/problem.hpp"

using namespace duet::rest;
using namespace duet::core;
using rest_test::Asked;
using rest_test::content;
using rest_test::field;
using rest_test::text;

namespace {

std::string status_with_details() {
  google::rpc::Status status;
  status.set_code(kInvalidArgument);
  status.set_message("2 fields are invalid");
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("pages");
  violation->set_description("must be positive");
  violation->set_reason("greater_than");
  bad.add_field_violations()->set_field("id");
  status.add_details()->PackFrom(bad);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(2);
  retry.mutable_retry_delay()->set_nanos(1);
  status.add_details()->PackFrom(retry);
  auto* unknown = status.add_details();
  unknown->set_type_url("type.googleapis.com/some.Type");
  unknown->set_value("\x01\x02");
  return status.SerializeAsString();
}

std::string location(const Asked& asked, std::string_view field) {
  std::string out;
  append_location(out, asked.call->request, field);
  return out;
}

}  // namespace

TEST_CASE("an error is problem+json with its violations and details") {
  Asked asked;
  const std::string details = status_with_details();
  asked.reply.code = kInvalidArgument;
  asked.reply.http_status = 422;
  asked.reply.message = text("2 fields are invalid");
  asked.reply.details = {reinterpret_cast<const std::uint8_t*>(details.data()), details.size(), nullptr, nullptr};
  const std::string body =
      R"({"type":"about:blank","title":"Unprocessable Content","status":422,"code":"INVALID_ARGUMENT",)"
      R"("detail":"2 fields are invalid","instance":"/books/1","request_id":"r",)"
      R"("errors":[{"loc":["body","pages"],"field":"pages","msg":"must be positive","type":"greater_than"},)"
      R"({"loc":["path","id"],"field":"id","msg":"","type":"invalid"}],)"
      R"("details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[)"
      R"({"field":"pages","description":"must be positive","reason":"greater_than"},{"field":"id"}]},)"
      R"({"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2.000000001s"},)"
      R"({"@type":"type.googleapis.com/some.Type","value":"AQI="}]})";
  CHECK(asked.answer() ==
        "HTTP/1.1 422 Unprocessable Content\r\nContent-Type: application/problem+json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\nRetry-After: 3\r\nX-Request-Id: r\r\n\r\n" + body);
}

TEST_CASE("a client that asked for protobuf gets google.rpc.Status") {
  Asked asked;
  asked.reply.code = kNotFound;
  asked.reply.message = text("no such book");
  asked.exchange.error_form = duet::rest::ErrorForm::kProtobuf;
  const std::string answer = asked.answer();
  CHECK(answer.starts_with("HTTP/1.1 404 Not Found\r\nContent-Type: application/protobuf\r\n"));
  google::rpc::Status status;
  REQUIRE(status.ParseFromString(answer.substr(answer.find("\r\n\r\n") + 4)));
  CHECK(status.code() == kNotFound);
  CHECK(status.message() == "no such book");
}

TEST_CASE("locations say by which way a field came") {
  const Asked whole;
  CHECK(location(whole, "id") == R"(["path","id"])");
  CHECK(location(whole, "items[2].name") == R"(["body","items",2,"name"])");
  CHECK(location(whole, R"(labels["a.b"].c)") == R"(["body","labels","a.b","c"])");
  CHECK(location(whole, "a[") == R"(["body","a",""])");
  CHECK(location(whole, "") == R"(["body"])");
  const Asked none("");
  CHECK(location(none, "page_size") == R"(["query","page_size"])");
  const Asked part("book");
  CHECK(location(part, "book.title") == R"(["body","book","title"])");
  CHECK(location(part, "bookish") == R"(["query","bookish"])");
}

TEST_CASE("metadata becomes fields, but never breaks or contradicts the head") {
  Asked asked;
  asked.metadata({{text("X-One"), text("1")},
                  {text("x-one"), text(" 2\t")},
                  {text("x-empty"), text("")},
                  {text("x-utf8"), text("caf\xc3\xa9")},
                  {text("trace-bin"), text("\x01\x02")},
                  // Lines that would be two, and names that are none.
                  {text("x-bad"), text("a\r\nSet-Cookie: b")},
                  {text("x-bad"), text("a\nb")},
                  {text("x-bad"), text("a\rb")},
                  {text("x-bad"), {"a\0b", 3}},
                  {text("x-bad"), text("a\x7f")},
                  {text("bad name"), text("x")},
                  {text("bad:name"), text("x")},
                  {text("bad\r\nname"), text("x")},
                  {text("bad\r\nname-bin"), text("x")},
                  {text("caf\xc3\xa9"), text("x")},
                  {text(""), text("x")},
                  // What the door alone decides.
                  {text("connection"), text("close")},
                  {text("Keep-Alive"), text("timeout=1")},
                  {text("proxy-authenticate"), text("x")},
                  {text("trailer"), text("x")},
                  {text("upgrade"), text("h2c")},
                  {text("content-length"), text("0")},
                  {text("Transfer-Encoding"), text("x")},
                  {text("X-Request-Id"), text("other")},
                  {text("date"), text("never")}});
  const std::vector<duet_kv> trailers{
      {text("Cost"), text("3")}, {text("bad"), text("\n")}, {text("b\nad"), text("x")}, {text("te"), text("x")}};
  asked.reply.trailers = trailers.data();
  asked.reply.n_trailers = trailers.size();
  CHECK(asked.answer() ==
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\nX-Request-Id: r\r\n"
        "x-one: 1\r\nx-one: 2\r\nx-empty: \r\nx-utf8: caf\xc3\xa9\r\ntrace-bin: AQI=\r\ntrailer-cost: 3\r\n\r\n");
}

TEST_CASE("statuses are those that the reply may have") {
  Asked asked;
  const auto first_line = [&](duet_code code, std::uint32_t status) {
    asked.reply.code = code;
    asked.reply.http_status = status;
    const std::string answer = asked.answer();
    return answer.substr(9, answer.find("\r\n") - 9);
  };
  CHECK(first_line(kOk, 201) == "201 Created");
  CHECK(first_line(kOk, 100) == "200 OK");
  CHECK(first_line(kOk, 9999) == "200 OK");
  CHECK(first_line(kAborted, 0) == "409 Conflict");
  CHECK(first_line(kInternal, 204) == "500 Internal Server Error");
  CHECK(first_line(99, 0) == "500 Internal Server Error");

  asked.reply.code = kUnauthenticated;
  asked.reply.http_status = 0;
  CHECK(asked.answer().find("\r\nWWW-Authenticate: Bearer\r\n") != std::string::npos);
}

TEST_CASE("a status without content has none, and says so as the protocol asks") {
  Asked asked;
  asked.body({"x"});
  asked.exchange.conditional = true;
  for (const std::uint32_t status : {204, 304}) {
    asked.reply.http_status = status;
    CHECK(content(asked.answer()) == "");
    CHECK(field(asked.answer(), "Content-Length") == "(none)");
    CHECK(field(asked.answer(), "Content-Type") == "(none)");
    CHECK(field(asked.answer(), "ETag") == "(none)");
  }
  asked.reply.http_status = 204;
  CHECK(asked.answer() == "HTTP/1.1 204 No Content\r\nX-Request-Id: r\r\n\r\n");
  asked.reply.http_status = 205;
  CHECK(asked.answer() == "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\nX-Request-Id: r\r\n\r\n");
  asked.metadata({{text("etag"), text("\"v2\"")}});
  asked.reply.http_status = 204;
  CHECK(field(asked.answer(), "ETag") == "\"v2\"");
}

TEST_CASE("HEAD gets the head that GET gets") {
  Asked asked;
  asked.body({"{\"a\":", "1}"});
  asked.exchange.conditional = true;
  const std::string get = asked.answer();
  CHECK(content(get) == "{\"a\":1}");
  asked.exchange.head_request = true;
  CHECK(asked.answer() + "{\"a\":1}" == get);
}

TEST_CASE("the connection's end is told, and HTTP/1.0 is told that it stays") {
  Asked asked;
  CHECK(field(asked.answer(), "Connection") == "(none)");
  CHECK(field(asked.answer(true), "Connection") == "close");
  asked.exchange.http10 = true;
  CHECK(field(asked.answer(), "Connection") == "keep-alive");
  CHECK(field(asked.answer(true), "Connection") == "close");
}

TEST_CASE("a handler's media type takes the place of the door's own") {
  Asked asked;
  asked.body({"<p>"});
  asked.metadata({{text("Content-Type"), text(" text/html ")}, {text("content-type"), text("text/plain")}});
  CHECK(asked.answer() ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\nX-Request-Id: r\r\n\r\n<p>");
  asked.metadata({{text("content-type"), text("text/html\r\nSet-Cookie: a")}});
  CHECK(field(asked.answer(), "Content-Type") == "application/json");
  asked.metadata({{text("content-type"), text("text/html")}, {text("content-encoding"), text("gzip")}});
  asked.reply.code = kNotFound;
  CHECK(field(asked.answer(), "Content-Type") == "application/problem+json");
  CHECK(field(asked.answer(), "content-encoding") == "(none)");
}

TEST_CASE("received fields become metadata that is the same by every door") {
  Asked asked;
  std::vector<duet_kv> metadata{
      {text("x"), text("caf\xe9")}, {text("y"), text("caf\xc3\xa9")}, {text("a-bin"), text("AQI")}};
  std::string_view bad;
  REQUIRE(normalize_metadata(*asked.call, metadata, false, bad));
  CHECK(rest_test::view(metadata[0].value) == "caf\xc3\xa9");
  CHECK(rest_test::view(metadata[1].value) == "caf\xc3\xa9");
  CHECK(rest_test::view(metadata[2].value) == "\x01\x02");
  for (const char* value : {"A", "A===", "A?==", "AQI=="}) {
    metadata[2].value = text(value);
    CAPTURE(value);
    CHECK(normalize_metadata(*asked.call, metadata, false, bad) == (std::string_view(value) == "AQI=="));
  }
}

TEST_CASE("the protocols' own names never become metadata, and lists of bytes become pairs") {
  for (const bool rpc : {false, true}) {
    CAPTURE(rpc);
    Asked asked;
    std::vector<duet_kv> metadata{{text("grpc-timeout"), text("1S")},
                                  {text("a-bin"), text("YQ==, Yg,")},
                                  {text("content-type"), text("x/y")},
                                  {text("connect-protocol-version"), text("1")},
                                  {text("x"), text("1,2")},
                                  {text("x-grpc-web"), text("1")}};
    std::string_view bad;
    REQUIRE(normalize_metadata(*asked.call, metadata, rpc, bad));
    std::string seen;
    for (std::size_t i = 0; i < asked.call->request.n_metadata; ++i) {
      const duet_kv& pair = asked.call->request.metadata[i];
      seen.append(rest_test::view(pair.key)).append("=").append(rest_test::view(pair.value)).append(";");
    }
    CHECK(seen ==
          (rpc ? "a-bin=a;a-bin=b;a-bin=;x=1,2;" : "a-bin=a;a-bin=b;a-bin=;content-type=x/y;x=1,2;x-grpc-web=1;"));
  }
}
