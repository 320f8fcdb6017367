// The rules of google/api/http.proto's comments, by name: what a request brings to its method. Which rules are refused
// at load is in tests/host/describe/http_rule_test.cpp.
#include <doctest/doctest.h>

#include "host/rest/routed.hpp"

using rest_test::Routed;

namespace {

// The messages that the comments speak of, and the rule of one method.
std::string messaging(const std::string& rule) {
  return R"(
    message Sub { string subfield = 1; Sub sub = 2; }
    message Message { string text = 1; repeated string parts = 2; }
    message Request { string message_id = 1; int64 revision = 2; Sub sub = 3; string user_id = 4; Message message = 5;
                      string name = 6; repeated string tags = 7; string text = 8; }
    service Shop { rpc Run(Request) returns (Message) { option (google.api.http) = { )" +
         rule + " }; } }";
}

struct Rule : Routed {
  explicit Rule(const std::string& rule) : Routed(messaging(rule), {"Run"}) {}
};

constexpr std::string_view kNothing = "404: ";

bool is_404(const std::string& answer) { return answer.starts_with(kNothing); }

}  // namespace

TEST_CASE("a variable with a template gets the text of all segments that it spans") {
  Rule rule(R"(get: "/v1/{name=messages/*}")");
  CHECK(rule.ask("GET /v1/messages/123456") == "Run path:name=messages/123456");
  CHECK(is_404(rule.ask("GET /v1/messages")));
  CHECK(is_404(rule.ask("GET /v1/messages/1/2")));
  CHECK(is_404(rule.ask("GET /v1/users/123456")));
}

TEST_CASE("fields that the path does not bind come from the query, by their field paths") {
  Rule rule(R"(get: "/v1/messages/{message_id}")");
  CHECK(rule.ask("GET /v1/messages/123456?revision=2&sub.subfield=foo") ==
        "Run path:message_id=123456 query:revision=2 query:sub.subfield=foo");
}

TEST_CASE("a repeated field is a parameter that is repeated, in its order") {
  Rule rule(R"(get: "/v1/messages")");
  CHECK(rule.ask("GET /v1/messages?tags=B&revision=1&tags=A") == "Run query:tags=B query:revision=1 query:tags=A");
}

TEST_CASE("body names a field: the body fills it, the path and the query the rest") {
  Rule rule(R"(patch: "/v1/messages/{message_id}" body: "message")");
  CHECK(rule.send("PATCH /v1/messages/123456", R"({"text":"Hi!"})") ==
        R"(Run path:message_id=123456 body:{"text":"Hi!"} body_field=message)");
  CHECK(rule.send("PATCH /v1/messages/123456?revision=3", "{}") ==
        "Run path:message_id=123456 query:revision=3 body:{} body_field=message");
}

TEST_CASE("body *: every field that the path does not bind is in the body") {
  Rule rule(R"(patch: "/v1/messages/{message_id}" body: "*")");
  CHECK(rule.send("PATCH /v1/messages/123456", R"({"text":"Hi!"})") ==
        R"(Run path:message_id=123456 body:{"text":"Hi!"} body_field=*)");
}

TEST_CASE("body omitted: there is no request body, and one that comes is dropped whatever its type") {
  Rule rule(R"(post: "/v1/messages" additional_bindings { delete: "/v1/messages" })");
  CHECK(rule.send("POST /v1/messages?revision=1", R"({"text":"Hi!"})") == "Run query:revision=1");
  CHECK(rule.ask("POST /v1/messages", "Content-Type: text/plain\r\n", "hello") == "Run");
  CHECK(rule.ask("POST /v1/messages", "Content-Encoding: strange\r\n", "hello") == "Run");
  CHECK(rule.ask("DELETE /v1/messages", "", "{}") == "Run");
}

TEST_CASE("a body may be an array, of a repeated field") {
  Rule rule(R"(put: "/v1/tags" body: "tags")");
  CHECK(rule.send("PUT /v1/tags", R"(["a"])") == R"(Run body:["a"] body_field=tags)");
}

TEST_CASE("DELETE may have a body") {
  Rule rule(R"(delete: "/v1/messages/{message_id}" body: "*")");
  CHECK(rule.send("DELETE /v1/messages/1", "{}") == "Run path:message_id=1 body:{} body_field=*");
}

TEST_CASE("response_body names the field of the answer that is its body") {
  Rule rule(R"(get: "/v1/messages" response_body: "parts" additional_bindings { get: "/v1/all" })");
  CHECK(rule.ask("GET /v1/messages") == "Run reply_field=parts");
  CHECK(rule.ask("GET /v1/all") == "Run");
}

TEST_CASE("additional_bindings: one method, several HTTP methods and paths, each with its own body") {
  Rule rule(R"(get: "/v1/messages/{message_id}"
    additional_bindings { get: "/v1/users/{user_id}/messages/{message_id}" }
    additional_bindings { put: "/v1/messages/{message_id}" body: "message" })");
  CHECK(rule.ask("GET /v1/messages/123456") == "Run path:message_id=123456");
  CHECK(rule.ask("GET /v1/users/me/messages/123456") == "Run path:user_id=me path:message_id=123456");
  CHECK(rule.send("PUT /v1/messages/123456", "{}") == "Run path:message_id=123456 body:{} body_field=message");
}

TEST_CASE("a configuration may bind what the contract does not, fields of fields too") {
  Routed routed(messaging(R"(get: "/v1/messages")"), {"Run"},
                {{"Run", {"GET", "/v1/messages/{message_id}/{sub.sub.subfield}", "", ""}}});
  CHECK(routed.ask("GET /v1/messages/1/foo") == "Run path:message_id=1 path:sub.sub.subfield=foo");
  CHECK(routed.ask("GET /v1/messages") == "Run");
}

TEST_CASE("{var} is {var=*}: exactly one segment, which is not empty") {
  for (const char* path : {"/v1/{name}", "/v1/{name=*}"}) {
    CAPTURE(path);
    Rule rule("get: \"" + std::string(path) + "\"");
    CHECK(rule.ask("GET /v1/a") == "Run path:name=a");
    CHECK(is_404(rule.ask("GET /v1/")));
    CHECK(is_404(rule.ask("GET /v1")));
    CHECK(is_404(rule.ask("GET /v1/a/b")));
  }
}

TEST_CASE("* without a variable takes one segment and binds nothing") {
  Rule rule(R"(get: "/v1/*/x/{name}")");
  CHECK(rule.ask("GET /v1/a/x/b") == "Run path:name=b");
  CHECK(is_404(rule.ask("GET /v1//x/b")));
}

TEST_CASE("** takes zero or more segments, the last of the path but for the verb") {
  Rule rule(R"(get: "/v1/{name=shelves/*/books/**}" additional_bindings { post: "/v1/{name=**}:cancel" })");
  CHECK(rule.ask("GET /v1/shelves/1/books") == "Run path:name=shelves/1/books");
  CHECK(rule.ask("GET /v1/shelves/1/books/2") == "Run path:name=shelves/1/books/2");
  CHECK(rule.ask("GET /v1/shelves/1/books/2/3/4") == "Run path:name=shelves/1/books/2/3/4");
  CHECK(is_404(rule.ask("GET /v1/shelves/1")));
  CHECK(rule.ask("POST /v1:cancel") == "Run path:name=");
  CHECK(rule.ask("POST /v1/a:cancel") == "Run path:name=a");
  CHECK(rule.ask("POST /v1/a/b/c:cancel") == "Run path:name=a/b/c");
}

TEST_CASE("a variable does not capture the slash before it") {
  Rule rule(R"(get: "/{name=**}")");
  CHECK(rule.ask("GET /") == "Run path:name=");
  CHECK(rule.ask("GET /a/b") == "Run path:name=a/b");
}

TEST_CASE("several variables, of one segment and of more, with a verb") {
  Rule rule(R"(get: "/v1/{name=a/*}/{user_id}/x/{sub.subfield=b/**}:do")");
  CHECK(rule.ask("GET /v1/a/1/2/x/b/3/4:do") == "Run path:name=a/1 path:user_id=2 path:sub.subfield=b/3/4");
}

TEST_CASE("LITERAL is text: however it is percent-encoded, and in its case") {
  Rule rule(R"(get: "/v1/caf%C3%A9/a%20b%3Ac")");
  CHECK(rule.ask("GET /v1/caf%c3%a9/a%20b:c") == "Run");
  CHECK(rule.ask("GET /%761/%63af%C3%A9/a%20b%3ac") == "Run");
  CHECK(is_404(rule.ask("GET /V1/caf%C3%A9/a%20b:c")));
  CHECK(is_404(rule.ask("GET /v1/caf%C3%A9/a+b:c")));
}

TEST_CASE("a variable of one segment is decoded in whole") {
  Rule rule(R"(get: "/v1/{name}")");
  CHECK(rule.ask("GET /v1/a%2Fb%2fc%20d%3Ae%25%E2%82%AC") == "Run path:name=a/b/c d:e%\xe2\x82\xac");
}

TEST_CASE("a variable of several segments is decoded but for %2F and %2f") {
  Rule rule(R"(get: "/v1/{name=a/*}" additional_bindings { get: "/v2/{name=**}" })");
  CHECK(rule.ask("GET /v1/a/b%2Fc%2fd%20e%3A") == "Run path:name=a/b%2Fc%2fd e:");
  CHECK(rule.ask("GET /v2/b%2Fc%2fd%20e") == "Run path:name=b%2Fc%2fd e");
}

TEST_CASE("a path is decoded once, after it was matched") {
  Rule rule(R"(get: "/v1/{name}" additional_bindings { get: "/v1/{name}/x" })");
  CHECK(rule.ask("GET /v1/%2578") == "Run path:name=%78");
  CHECK(rule.ask("GET /v1/a%2Fx") == "Run path:name=a/x");
  CHECK(rule.ask("GET /v1/%2E%2E") == "Run path:name=..");
}

TEST_CASE("custom: any other HTTP method, and * for all of them") {
  Rule rule(R"(custom { kind: "LINK" path: "/v1/{name}" } additional_bindings { custom { kind: "*" path: "/any" } })");
  CHECK(rule.ask("LINK /v1/a") == "Run path:name=a");
  CHECK(rule.ask("UNLINK /v1/a").starts_with("405: "));
  for (const char* method : {"GET", "POST", "DELETE", "OPTIONS", "FROB"}) {
    CHECK(rule.ask(std::string(method) + " /any") == "Run");
  }
}

TEST_CASE("custom: * gives way to a rule that names the method, whichever comes first") {
  Routed routed(R"(message M {} service Shop {
      rpc Any(M) returns (M) { option (google.api.http) = { custom { kind: "*" path: "/a" } }; }
      rpc Get(M) returns (M) { option (google.api.http) = { get: "/a" }; } })",
                {"Any", "Get"});
  CHECK(routed.ask("GET /a") == "Get");
  CHECK(routed.ask("PUT /a") == "Any");
}

TEST_CASE("a literal wins over * wins over **, whatever the order, and the search goes back where it must") {
  Routed routed(R"(message M { string id = 1; string rest = 2; } service Shop {
      rpc Rest(M) returns (M) { option (google.api.http) = { get: "/a/{rest=**}" }; }
      rpc One(M) returns (M) { option (google.api.http) = { get: "/a/{id}" }; }
      rpc Deep(M) returns (M) { option (google.api.http) = { get: "/a/{id}/end" }; }
      rpc Named(M) returns (M) { option (google.api.http) = { get: "/a/named" }; } })",
                {"Rest", "One", "Deep", "Named"});
  CHECK(routed.ask("GET /a/named") == "Named");
  CHECK(routed.ask("GET /a/other") == "One path:id=other");
  CHECK(routed.ask("GET /a/named/end") == "Deep path:id=named");
  CHECK(routed.ask("GET /a/named/more") == "Rest path:rest=named/more");
}

TEST_CASE("a verb is split off only where a template has it") {
  Rule rule(R"(get: "/v1/{name}" additional_bindings { post: "/v1/{name}:close" body: "*" })");
  CHECK(rule.ask("GET /v1/a:close") == "Run path:name=a:close");
  CHECK(rule.ask("GET /v1/a:b:c") == "Run path:name=a:b:c");
  CHECK(rule.send("POST /v1/a:b:close", "{}") == "Run path:name=a:b body:{} body_field=*");
  CHECK(rule.ask("POST /v1/a%3Aclose").starts_with("405: "));
}

TEST_CASE("a slash at the end is an empty segment: /x/ is not /x") {
  Rule rule(R"(get: "/v1/x" additional_bindings { get: "/v2/{name=**}" })");
  CHECK(is_404(rule.ask("GET /v1/x/")));
  CHECK(is_404(rule.ask("GET /v1//x")));
  CHECK(rule.ask("GET /v2/a/") == "Run path:name=a/");
}

TEST_CASE("+ is itself in a path and a space in the query") {
  Rule rule(R"(get: "/v1/{name}")");
  CHECK(rule.ask("GET /v1/a+b?text=c+d%2B") == "Run path:name=a+b query:text=c d+");
}

TEST_CASE("reserved characters need no encoding where a path segment may hold them") {
  Rule rule(R"(get: "/v1/{name}")");
  CHECK(rule.ask("GET /v1/-._~!$&'()*+,;=:@") == "Run path:name=-._~!$&'()*+,;=:@");
}

TEST_CASE("a query is split at & and the first =, whatever is empty, and keeps its order") {
  Rule rule(R"(get: "/v1/x")");
  CHECK(rule.ask("GET /v1/x?") == "Run");
  CHECK(rule.ask("GET /v1/x?a=&b=1&&c&=d&b=2&e==f&") ==
        "Run query:a= query:b=1 query:c= query:=d query:b=2 query:e==f");
  CHECK(rule.ask("GET /v1/x?a%3Db=%26&c;d=/?") == "Run query:a=b=& query:c;d=/?");
}

TEST_CASE("what is not percent-encoded UTF-8 is 400, wherever it is") {
  Rule rule(R"(get: "/v1/*/{name}")");
  for (const char* target :
       {"/v1/a/%", "/v1/a/%4", "/v1/a/%zz", "/v1/a/%ff", "/v1/%C3/a", "/nowhere/%zz", "/v1/a/b?c=%4", "/v1/a/b?%ff"}) {
    CAPTURE(target);
    const std::string answer = rule.ask("GET " + std::string(target));
    CHECK(answer.starts_with("400: "));
    CHECK(answer.find("percent-encoded UTF-8") != answer.npos);
  }
}

TEST_CASE("HEAD follows GET, unless there is a rule for it") {
  Routed routed(R"(message M {} service Shop {
      rpc Get(M) returns (M) { option (google.api.http) = { get: "/a" additional_bindings { get: "/b" } }; }
      rpc Head(M) returns (M) { option (google.api.http) = { custom { kind: "HEAD" path: "/b" } }; } })",
                {"Get", "Head"});
  CHECK(routed.exchange("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n").find("Content-Length: 3\r\n") != std::string::npos);
  CHECK(routed.exchange("HEAD /b HTTP/1.1\r\nHost: h\r\n\r\n").find("Content-Length: 4\r\n") != std::string::npos);
}

TEST_CASE("a method that no rule of the path has is 405 with Allow, and OPTIONS tells the same") {
  Rule rule(R"(get: "/v1/x" additional_bindings { post: "/v1/x" body: "*" }
               additional_bindings { delete: "/v1/{name}" } additional_bindings { put: "/v1/x:do" })");
  const auto allow = [&](const std::string& line) {
    const std::string whole = rule.exchange(line + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::size_t at = whole.find("Allow: ");
    REQUIRE(at != whole.npos);
    return whole.substr(9, 4) + whole.substr(at + 7, whole.find("\r\n", at) - at - 7);
  };
  CHECK(allow("PATCH /v1/x") == "405 DELETE, GET, HEAD, POST, OPTIONS");
  CHECK(allow("OPTIONS /v1/x") == "204 DELETE, GET, HEAD, POST, OPTIONS");
  CHECK(allow("GET /v1/x:do") == "405 DELETE, PUT, OPTIONS");
}

TEST_CASE("the HTTP method is what the request line says, whatever fields and forms say") {
  Rule rule(R"(get: "/v1/x" additional_bindings { post: "/v1/y" body: "*" })");
  CHECK(rule.ask("POST /v1/y", "X-HTTP-Method-Override: GET\r\nContent-Type: application/json\r\n", "{}") ==
        "Run body:{} body_field=*");
  CHECK(rule.ask("POST /v1/x", "X-HTTP-Method-Override: GET\r\n").starts_with("405: "));
  CHECK(rule.ask("POST /v1/x", "Content-Type: application/x-www-form-urlencoded\r\n", "a=b").starts_with("405: "));
}
