// google.api.HttpBody at the REST door: bytes of any media type, in and out.
#include <doctest/doctest.h>

#include "host/rest/routed.hpp"

using rest_test::Routed;

namespace {

constexpr const char* kFiles = R"(
  import "google/api/httpbody.proto";
  message File { string name = 1; google.api.HttpBody content = 2; }
  service Shop {
    rpc Put(google.api.HttpBody) returns (File) { option (google.api.http) = { post: "/put" body: "*" }; }
    rpc PutNamed(File) returns (google.api.HttpBody) {
      option (google.api.http) = { put: "/files/{name}" body: "content"
                                   additional_bindings { post: "/files" body: "*" } };
    }
    rpc Get(File) returns (File) {
      option (google.api.http) = { get: "/files/{name}" response_body: "content"
                                   additional_bindings { get: "/whole/{name}" } };
    }
  })";

struct Files : Routed {
  explicit Files(std::uint32_t encodings = DUET_PROTOBUF | DUET_JSON | DUET_BYTES)
      : Routed(kFiles, {"Put", "PutNamed", "Get"}, {}, encodings) {}
};

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string get(const std::string& target, const std::string& fields = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

}  // namespace

TEST_CASE("a request that is HttpBody takes any media type, which its method is told") {
  Files files;
  CHECK(files.ask("POST /put", "Content-Type: image/png\r\n", "\x89PNG") ==
        "Put body:\x89PNG body_field=* in=bytes out=json type=image/png");
  CHECK(files.ask("POST /put", "Content-Type: application/json; charset=latin1\r\n", "{}") ==
        "Put body:{} body_field=* in=bytes out=json type=application/json; charset=latin1");
  CHECK(files.ask("POST /put", "", "x") == "Put body:x body_field=* in=bytes out=json");
  CHECK(files.ask("POST /put", "Content-Type: text/plain\r\n") == "Put body_field=* in=bytes out=json type=text/plain");
}

TEST_CASE("an answer to bytes is negotiated like any other") {
  Files files;
  CHECK(files.ask("POST /put", "Accept: application/protobuf\r\n", "x") ==
        "Put body:x body_field=* in=bytes out=protobuf");
  CHECK(files.ask("POST /put", "Content-Type: application/protobuf\r\n", "x") ==
        "Put body:x body_field=* in=bytes out=json type=application/protobuf");
}

TEST_CASE("a body that is a field of type HttpBody takes any media type") {
  Files files;
  CHECK(files.ask("PUT /files/a", "Content-Type: text/css\r\n", "p{}") ==
        "PutNamed path:name=a body:p{} body_field=content in=bytes out=bytes type=text/css");
}

TEST_CASE("a request that only holds HttpBody somewhere is a message") {
  Files files;
  CHECK(files.ask("POST /files", "Content-Type: text/css\r\n", "p{}").starts_with("415: "));
  CHECK(files.send("POST /files", "{}") == "PutNamed body:{} body_field=* in=json out=bytes");
  CHECK(files.ask("POST /files", "Content-Type: application/protobuf\r\n", "x") ==
        "PutNamed body:x body_field=* in=protobuf out=bytes");
}

TEST_CASE("an answer that is HttpBody has its media type, whatever Accept says") {
  Files files;
  files.answer_type("text/html; charset=utf-8");
  for (const char* accept : {"", "Accept: image/png\r\n", "Accept: application/protobuf\r\n", "Accept: */*;q=0\r\n"}) {
    CAPTURE(accept);
    const std::string answer = files.exchange(get("/files/a", accept));
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(has(answer, "Content-Type: text/html; charset=utf-8\r\n"));
    CHECK_FALSE(has(answer, "Vary: "));
    CHECK(answer.ends_with("Get path:name=a reply_field=content in=json out=bytes"));
  }
}

TEST_CASE("an answer that is HttpBody without a type is octets") {
  Files files;
  CHECK(has(files.exchange(get("/files/a")), "Content-Type: application/octet-stream\r\n"));
}

TEST_CASE("the same method by a rule without HttpBody answers as any other") {
  Files files;
  const std::string answer = files.exchange(get("/whole/a", "Accept: application/protobuf\r\n"));
  CHECK(has(answer, "Content-Type: application/protobuf\r\n"));
  CHECK(has(answer, "Vary: Accept\r\n"));
  CHECK(answer.ends_with("Get path:name=a"));
}

TEST_CASE("a plugin that does not know bytes gets and gives messages") {
  Files files(DUET_PROTOBUF | DUET_JSON);
  CHECK(files.ask("POST /put", "Content-Type: image/png\r\n", "x").starts_with("415: "));
  CHECK(files.send("POST /put", R"({"data":"eA=="})") == R"(Put body:{"data":"eA=="} body_field=*)");
  CHECK(has(files.exchange(get("/files/a")), "Content-Type: application/json\r\n"));
}

TEST_CASE("a compressed body of bytes comes to its method without the coding") {
  Files files;
  const std::string gzip("\x1f\x8b\x08\0\0\0\0\0\2\x03\x2b\xc9\xcc\xab\x04\0\xc9\x97\xb8\x50\x04\0\0\0", 24);
  CHECK(files.ask("POST /put", "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", gzip) ==
        "Put body:tiny body_field=* in=bytes out=json type=text/plain");
}
