// Requests that cannot be served: a clear error, and the next call works.
#include <chrono>

#include "matrix.hpp"
#include "raw.hpp"

using namespace duet::test;

namespace {

RawAnswer post(const std::string& path, const std::string& body, const std::string& type = "application/json") {
  return http_exchange(Matrix::instance().host().rest_port(),
                       "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Type: " + type +
                           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

RawAnswer request(const std::string& line, const std::string& fields = {}) {
  return http_exchange(Matrix::instance().host().rest_port(), line + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
}

RawAnswer grpc(const std::string& path, const std::string& bytes) {
  return grpc_exchange(Matrix::instance().host().grpc_port(), path, bytes);
}

bool has(const RawAnswer& answer, std::string_view text) { return answer.text.find(text) != std::string::npos; }

void next_call_works() {
  for_each_door([](const auto& call) { CHECK(call("items.v1.Items/ListItems", "{}").code == "OK"); });
}

}  // namespace

TEST_CASE("a body that is not JSON is 400 and says where") {
  const RawAnswer answer = post("/items", "{\"name\": oops}");
  CAPTURE(answer.text);
  CHECK(answer.status == 400);
  CHECK(answer.header("content-type") == "application/problem+json");
  CHECK(has(answer, "line 1, column 10"));
  next_call_works();
}

TEST_CASE("bytes that are not protobuf are INVALID_ARGUMENT by gRPC and 400 by REST") {
  const RawAnswer by_grpc = grpc("/items.v1.Items/CreateItem", "\xff\xff\xff");
  CHECK(by_grpc.status == 3);
  CHECK_FALSE(by_grpc.text.empty());
  CHECK(post("/items", "\xff\xff\xff", "application/protobuf").status == 400);
  next_call_works();
}

TEST_CASE("an unknown field is 422 and named, with the one that was probably meant") {
  const RawAnswer answer = post("/items", R"({"name":"a","prise":2})");
  CAPTURE(answer.text);
  CHECK(answer.status == 422);
  CHECK(has(answer, "prise"));
  CHECK(has(answer, "price"));
  const RawAnswer query = request("GET /items?page_sise=1");
  CAPTURE(query.text);
  CHECK(query.status == 422);
  CHECK(has(query, "page_size"));
  next_call_works();
}

TEST_CASE("wrong types are 422 with every field, its place and the rule") {
  const RawAnswer answer = post("/items", R"({"name":5,"price":"cheap"})");
  CAPTURE(answer.text);
  CHECK(answer.status == 422);
  CHECK(has(answer, R"("loc":["body","name"])"));
  CHECK(has(answer, R"("loc":["body","price"])"));
  const RawAnswer path = request("GET /items/abc");
  CAPTURE(path.text);
  CHECK(path.status == 422);
  CHECK(has(path, R"("loc":["path","id"])"));
  const RawAnswer query = request("GET /items?page_size=many");
  CHECK(query.status == 422);
  CHECK(has(query, R"("loc":["query","page_size"])"));
  next_call_works();
}

TEST_CASE("no route is 404, another method 405 with Allow, another type 415") {
  CHECK(request("GET /nowhere").status == 404);
  const RawAnswer method = request("PUT /items");
  CHECK(method.status == 405);
  CHECK(method.header("allow") == "GET, HEAD, POST, OPTIONS");
  CHECK(post("/items", "a=b", "application/x-www-form-urlencoded").status == 415);
  CHECK(grpc("/items.v1.Items/Nothing", "").status == 12);
  CHECK(grpc("/nowhere.v1.Nobody/Nothing", "").status == 12);
  next_call_works();
}

TEST_CASE("a gigabyte is refused before it is sent, and nothing after it is read as a request") {
  const RawAnswer answer = request("POST /items", "Content-Type: application/json\r\nContent-Length: 1073741824\r\n");
  CHECK(answer.status == 413);
  CHECK(answer.header("connection") == "close");
  const std::string large(5 * 1024 * 1024, 'x');
  CHECK(grpc("/items.v1.Items/CreateItem", large).status == 8);
  next_call_works();
}

TEST_CASE("framing that is not HTTP is refused and the connection closed") {
  const std::uint16_t port = Matrix::instance().host().rest_port();
  const RawAnswer garbage = http_exchange(port, "\x16\x03\x01 hello\r\n\r\n");
  CHECK(garbage.status == 400);
  const RawAnswer both = request("POST /items", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n");
  CHECK(both.status == 400);
  CHECK(both.header("connection") == "close");
  next_call_works();
}
