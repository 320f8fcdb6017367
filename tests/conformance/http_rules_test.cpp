// google.api.http from the request line to the handler's message and back, by routes of the configuration.
#include <string>

#include "matrix.hpp"
#include "raw.hpp"

using namespace duet::test;

namespace {

RawAnswer ask(const std::string& line, const std::string& body = {}) {
  std::string request = line + " HTTP/1.1\r\nHost: h\r\n";
  if (!body.empty()) {
    request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  }
  return http_exchange(Matrix::instance().host().rest_port(), request + "\r\n" + body);
}

std::string text_of(const std::string& line, const std::string& body = {}) {
  const RawAnswer answer = ask(line, body);
  return (answer.status == 200 ? "" : std::to_string(answer.status) + ": ") + answer.text;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a variable of several segments, decoded but for slashes") {
  CHECK(text_of("GET /rules/shelves/1/books") == R"({"text":"shelves/1/books"})");
  CHECK(text_of("GET /rules/shelves/a%2Fb/books/c%20d/e+f") == R"({"text":"shelves/a%2Fb/books/c d/e+f"})");
  CHECK(ask("GET /rules/shelves//books").status == 404);
}

TEST_CASE("variables fill fields of fields and numbers, with a verb") {
  CHECK(text_of("GET /rules/numbers/-7/a%2Fb:c:read") == R"({"int32Value":-7,"outer":{"inner":{"label":"a/b:c"}}})");
  CHECK(ask("GET /rules/numbers/-7/a").status == 404);
  const std::string refused = text_of("GET /rules/numbers/seven/a:read");
  CHECK(has(refused, "int32"));
  CHECK(refused.starts_with("4"));
}

TEST_CASE("the query fills what the path does not: nested, repeated, enums by name and number") {
  CHECK(
      text_of("GET /rules/shelves/1/books?outer.inner.number=3&texts=b&texts=a+b&moods=MOOD_CALM&moods=2&flag=true") ==
      R"({"text":"shelves/1/books","flag":true,"outer":{"inner":{"number":3}},"texts":["b","a b"],)"
      R"("moods":["MOOD_CALM","MOOD_ANGRY"]})");
  CHECK(text_of("GET /rules/shelves/1/books?int32Value=3&maybe_text=") ==
        R"({"text":"shelves/1/books","int32Value":3,"maybeText":""})");
}

TEST_CASE("the query may not set what the path binds, nor what does not exist") {
  CHECK(text_of("GET /rules/shelves/1/books?text=other").starts_with("4"));
  const std::string unknown = text_of("GET /rules/shelves/1/books?int32_valu=1");
  CHECK(unknown.starts_with("4"));
  CHECK(has(unknown, "int32_value"));
}

TEST_CASE("a body that is a field, beside path and query; the path wins") {
  CHECK(text_of("PUT /rules/outer/5?text=t", R"({"inner":{"label":"l"},"list":[{"number":2}]})") ==
        R"({"text":"t","outer":{"inner":{"label":"l","number":5},"list":[{"number":2}]}})");
}

TEST_CASE("a body and an answer that are arrays") {
  CHECK(text_of("POST /rules/texts", R"(["b","a"])") == R"(["b","a"])");
  CHECK(text_of("POST /rules/texts", "{}").starts_with("4"));
}

TEST_CASE("body * on DELETE, where the query has no place") {
  CHECK(text_of("DELETE /rules/everything/x", R"({"flag":true})") == R"({"text":"x","flag":true})");
  CHECK(text_of("DELETE /rules/everything/x?flag=true", "{}").starts_with("4"));
}

TEST_CASE("a custom HTTP method") {
  CHECK(text_of("LINK /rules/a") == R"({"text":"a"})");
  CHECK(ask("UNLINK /rules/a").status == 405);
}

TEST_CASE("routes that replace take away those of the contract") {
  CHECK(text_of("PUT /rules/small", R"({"text":"a"})") == R"({"text":"a"})");
  CHECK(ask("PUT /probe/small", "{}").status == 404);
}

TEST_CASE("the contract stays what it is, whatever routes the configuration gives") {
  const auto& method = Matrix::instance().contract().method("probe.v1.Probe/PutSmall");
  CHECK(has(method.DebugString(), "/probe/small"));
}
