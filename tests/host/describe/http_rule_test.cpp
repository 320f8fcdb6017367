// What is refused at load of google.api.http, and what is not. Each rule is of google/api/http.proto's comments or
// follows from them.
#include <doctest/doctest.h>

#include "core/catalog.hpp"
#include "describe/offer.hpp"
#include "host/describe/contract.hpp"

using namespace duet::test;

namespace {

constexpr const char* kMessages = R"(
    import "google/api/field_behavior.proto";
    message Item { int64 id = 1; Item parent = 2; repeated Item parts = 3;
                   oneof kind { string book = 4; int32 film = 5; }
                   string given = 6 [(google.api.field_behavior) = OUTPUT_ONLY]; string long_name = 7; }
    message Request {
      int64 id = 1; string name = 2; Item item = 3; repeated string tags = 4; map<string, int64> counts = 5;
      oneof choice { string left = 6; string right = 7; Item up = 11; Item down = 12; }
      optional int32 size = 8; Color color = 9; optional int32 depth = 10; bytes raw = 13; bool flag = 14;
    }
    enum Color { COLOR_UNSPECIFIED = 0; })";

// The faults of one HTTP rule on a method with many kinds of fields.
std::vector<std::string> faults(const std::string& rule, std::uint32_t flags = 0) {
  Description description(compile_shop(std::string(kMessages) + R"(
    service Shop { rpc Run(Request) returns (Item) { option (google.api.http) = { )" +
                                       rule + " }; } }"));
  description.method("shop.v1.Shop/Run", flags);
  auto offer = duet::describe::make_offer(description.get(), {.plugin = "shop"});
  return offer ? std::vector<std::string>{} : offer.error();
}

bool is_fine(const std::string& rule, std::uint32_t flags = 0) {
  const auto all = faults(rule, flags);
  CAPTURE(all.empty() ? std::string() : all[0]);
  return all.empty();
}

std::string fault(const std::string& rule, std::uint32_t flags = 0) {
  const auto all = faults(rule, flags);
  CAPTURE(rule);
  REQUIRE(all.size() == 1);
  return all[0];
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("a fault names the plugin, the method, the route, the place, the reason and the mend") {
  CHECK(fault(R"(get: "/a/{ids}")") ==
        "plugin 'shop': method shop.v1.Shop/Run: route GET /a/{ids}: the variable {ids}: 'ids' is no field of "
        "shop.v1.Request; did you mean 'id'?");
  CHECK(
      has(fault(R"(get: "/a/{zzzzzz}")"),
          "'zzzzzz' is no field of shop.v1.Request; it has id, name, item, tags, counts, left, right, up, down, size, "
          "..."));
}

TEST_CASE("every fault of a plugin is told, not only the first") {
  Description description(compile_shop(std::string(kMessages) + R"(
    service Shop {
      rpc A(Request) returns (Item) { option (google.api.http) = { get: "/a/{ids}/{tags}" } ; }
      rpc B(Request) returns (Item) { option (google.api.http) = { get: "/b" additional_bindings { get: "/b{" } }; }
      rpc C(Request) returns (Item) { option (google.api.http) = { post: "/c" body: "x" response_body: "y" }; }
      rpc D(Request) returns (Item) { option (google.api.http) = { get: "/b" additional_bindings { get: "/{id}:x" } }; }
      rpc E(Request) returns (Item) { option (google.api.http) = { get: "/{name}:x" }; }
    })"));
  for (const char* name : {"A", "B", "C", "D", "E"}) description.method("shop.v1.Shop/" + std::string(name));
  auto offer = duet::describe::make_offer(description.get(), {.plugin = "shop"});
  REQUIRE_FALSE(offer.ok());
  const auto& all = offer.error();
  REQUIRE(all.size() == 7);
  CHECK(has(all[0], "Shop/A: route GET /a/{ids}/{tags}: the variable {ids}: "));
  CHECK(has(all[1], "Shop/A: route GET /a/{ids}/{tags}: the variable {tags}: "));
  CHECK(has(all[2], "Shop/B: route GET /b{: at byte 2: "));
  CHECK(has(all[3], "Shop/C: route POST /c: body: "));
  CHECK(has(all[4], "Shop/C: route POST /c: response_body: "));
  CHECK(all[5] ==
        "plugin 'shop': method shop.v1.Shop/D: route GET /b is already taken by plugin 'shop', method shop.v1.Shop/B "
        "(/b); take one of them out");
  CHECK(all[6] ==
        "plugin 'shop': method shop.v1.Shop/E: route GET /{name}:x is already taken by plugin 'shop', method "
        "shop.v1.Shop/D (/{id}:x); take one of them out");
}

TEST_CASE("Template: segments are *, **, literals and variables, with a verb at the end") {
  for (const char* path : {"/", "/a", "/a/*", "/*/**", "/a/{name}", "/a/{name=*}", "/a/{name=b}", "/a/{name=b/*/c/**}",
                           "/{name=**}:cancel", "/a/{name=b/*}/{id}/c/{item.parent.id}:do", "/caf%C3%A9:%61"}) {
    CAPTURE(path);
    CHECK(is_fine("get: \"" + std::string(path) + "\""));
  }
}

TEST_CASE("Template: what is none is refused with its place") {
  CHECK(fault(R"(get: "/a/{id")") ==
        "plugin 'shop': method shop.v1.Shop/Run: route GET /a/{id: at byte 6: '}' is missing after 'id'");
  CHECK(has(fault(R"(get: "a{{")"), "at byte 0: a template begins with '/'"));
  CHECK(has(fault(R"(get: "")"), "at byte 0: a template begins with '/'"));
  CHECK(has(fault(R"(get: "/a//b")"), "at byte 3: a segment is missing"));
  CHECK(has(fault(R"(get: "/a/")"), "at byte 3: a segment is missing"));
  CHECK(has(fault(R"(get: "/a:")"), "a verb is missing after ':'"));
  CHECK(has(fault(R"(get: "/a:b/c")"), "a verb ends the template"));
  CHECK(has(fault(R"(get: "/a?b={id}")"), "unexpected '?'"));
  CHECK(has(fault(R"(get: "/a%2")"), "is not percent-encoded UTF-8"));
}

TEST_CASE("**: must be the last part of the path but for the verb") {
  CHECK(has(fault(R"(get: "/**/a")"), "'**' may only be the last segment"));
  CHECK(has(fault(R"(get: "/{name=**}/{id}")"), "'**' may only be the last segment"));
  CHECK(has(fault(R"(get: "/{name=a/**/b}")"), "'**' may only be the last segment"));
}

TEST_CASE("Variable: its template must not contain other variables") {
  CHECK(has(fault(R"(get: "/{name=a/{id}}")"), "a variable cannot hold another variable"));
}

TEST_CASE("Variable: a field takes one only") {
  CHECK(has(fault(R"(get: "/{id}/{id}")"), "'id' is bound twice"));
  CHECK(has(fault(R"(get: "/{item.id}/{name}/{item.id=*}")"), "'item.id' is bound twice"));
}

TEST_CASE("Variable: a non-repeated field of a primitive type, or one in a message") {
  for (const char* field :
       {"id", "name", "size", "color", "raw", "flag", "left", "item.id", "item.parent.parent.film"}) {
    CAPTURE(field);
    CHECK(is_fine("get: \"/a/{" + std::string(field) + "}\""));
  }
  CHECK(has(fault(R"(get: "/a/{tags}")"),
            "'tags' of shop.v1.Request is repeated, and a path fills one value; move it to the query or the body"));
  CHECK(has(fault(R"(get: "/a/{counts}")"), "is repeated"));
  CHECK(has(fault(R"(get: "/a/{counts.key}")"), "is repeated"));
  CHECK(has(fault(R"(get: "/a/{item}")"),
            "'item' is a message (shop.v1.Item), and a path fills a single value; name one of its fields"));
  CHECK(has(fault(R"(get: "/a/{item.parts.id}")"), "'parts' of shop.v1.Item is repeated"));
  CHECK(has(fault(R"(get: "/a/{name.first}")"), "'name' of shop.v1.Request is no message"));
  CHECK(has(fault(R"(get: "/a/{item.ids}")"), "'ids' is no field of shop.v1.Item; did you mean 'id'?"));
}

TEST_CASE("Variable: a name in JSON is told the one that is meant") {
  CHECK(
      fault(R"(get: "/a/{item.longName}")") ==
      "plugin 'shop': method shop.v1.Shop/Run: route GET /a/{item.longName}: the variable {item.longName}: 'longName' "
      "is no field of shop.v1.Item; its name in JSON stands for 'long_name', which is meant here");
  CHECK(has(fault(R"(post: "/a" body: "longName")"), "body: 'longName' is no field of shop.v1.Request; it has "));
}

TEST_CASE("Variable: a field that only the service sets, such as the name of a resource") {
  CHECK(is_fine(R"(get: "/{item.given=shelves/*}")"));
  CHECK(is_fine(R"(patch: "/{item.given=shelves/*}" body: "item")"));
}

TEST_CASE("a method has a route once, whatever its variables are called") {
  Description description(compile_shop(std::string(kMessages) + R"(
    service Shop { rpc Run(Request) returns (Item) {
      option (google.api.http) = { get: "/a/{id}" additional_bindings { get: "/a/{name}" } }; } })"));
  description.method("shop.v1.Shop/Run");
  auto offer = duet::describe::make_offer(description.get(), {.plugin = "shop"});
  REQUIRE(offer.ok());
  std::vector<std::string> errors;
  CHECK(duet::core::Catalog::build({*offer}, errors) == nullptr);
  CHECK(errors == std::vector<std::string>{
                      "plugin 'shop': method shop.v1.Shop/Run: route GET /a/{name} is already taken by plugin 'shop', "
                      "method shop.v1.Shop/Run (/a/{id}); take one of them out"});
}

TEST_CASE("Variable: no two of them members of one oneof, at any depth") {
  CHECK(has(fault(R"(get: "/a/{left}/{right}")"),
            "the variables {left} and {right} are members of the oneof 'choice', of which only one can be set"));
  CHECK(has(fault(R"(get: "/a/{up.id}/{down.id}")"), "members of the oneof 'choice'"));
  CHECK(has(fault(R"(get: "/a/{left}/{up.id}")"), "members of the oneof 'choice'"));
  CHECK(has(fault(R"(get: "/a/{item.book}/{item.film}")"), "members of the oneof 'kind'"));
  CHECK(is_fine(R"(get: "/a/{up.id}/{up.parent.id}")"));
  CHECK(is_fine(R"(get: "/a/{item.book}/{item.parent.film}/{left}")"));
  CHECK(is_fine(R"(get: "/a/{size}/{depth}")"));
}

TEST_CASE("body: * or a field at the top level of the request") {
  CHECK(is_fine(R"(post: "/a/{id}" body: "*")"));
  CHECK(is_fine(R"(patch: "/a/{item.id}" body: "item")"));
  CHECK(is_fine(R"(post: "/a" body: "tags")"));
  CHECK(is_fine(R"(post: "/a" body: "counts")"));
  CHECK(is_fine(R"(post: "/a" body: "name")"));
  CHECK(has(fault(R"(post: "/a" body: "itm")"), "body: 'itm' is no field of shop.v1.Request; did you mean 'item'?"));
  CHECK(has(fault(R"(post: "/a" body: "item.parent")"),
            "body: 'item.parent' is a field of a field; name one of shop.v1.Request itself"));
  CHECK(has(fault(R"(post: "/a" body: "**")"), "body: '**' is no field"));
}

TEST_CASE("body: not a field that the path binds, nor another of its oneof") {
  CHECK(has(fault(R"(post: "/a/{name}" body: "name")"), "the field 'name' is bound by the path and by `body`"));
  CHECK(has(fault(R"(post: "/a/{left}" body: "right")"),
            "body: 'right' and the variable {left} are members of the oneof"));
  CHECK(has(fault(R"(post: "/a/{left}" body: "up")"), "members of the oneof 'choice'"));
  CHECK(has(fault(R"(post: "/a/{up.id}" body: "down")"), "members of the oneof 'choice'"));
  CHECK(is_fine(R"(post: "/a/{up.id}" body: "up")"));
}

TEST_CASE("body: only for HTTP methods that allow one") {
  CHECK(has(fault(R"(get: "/a" body: "*")"), "a GET request has no body; leave `body` out, or use POST"));
  CHECK(has(fault(R"(custom { kind: "HEAD" path: "/a" } body: "*")"), "a HEAD request has no body"));
  CHECK(has(fault(R"(custom { kind: "TRACE" path: "/a" } body: "*")"), "a TRACE request has no body"));
  CHECK(is_fine(R"(delete: "/a" body: "*")"));
  CHECK(is_fine(R"(custom { kind: "*" path: "/a" } body: "*")"));
  CHECK(is_fine(R"(custom { kind: "OPTIONS" path: "/a" } body: "*")"));
}

TEST_CASE("body: a method that reads it in pieces fills no field with it") {
  CHECK(has(fault(R"(post: "/a" body: "item")", DUET_RAW_REQUEST),
            "the method reads the body itself, in pieces, so that 'item' would stay empty; leave `body` out"));
  CHECK(is_fine(R"(post: "/a/{id}" body: "*")", DUET_RAW_REQUEST));
  CHECK(is_fine(R"(post: "/a/{id}")", DUET_RAW_REQUEST));
}

TEST_CASE("response_body: a field at the top level of the answer") {
  CHECK(is_fine(R"(get: "/a" response_body: "parent")"));
  CHECK(is_fine(R"(get: "/a" response_body: "parts")"));
  CHECK(is_fine(R"(get: "/a" response_body: "id")"));
  CHECK(
      has(fault(R"(get: "/a" response_body: "name")"),
          "response_body: 'name' is no field of shop.v1.Item; it has id, parent, parts, book, film, given, long_name"));
  CHECK(has(fault(R"(get: "/a" response_body: "parent.id")"), "response_body: 'parent.id' is a field of a field"));
  CHECK(has(fault(R"(get: "/a" response_body: "*")"), "response_body: '*' is no field"));
  CHECK(
      has(fault(R"(get: "/a" response_body: "parent")", DUET_RAW_REPLY), "the method writes the answer's body itself"));
}

TEST_CASE("additional_bindings: nested one level deep only") {
  CHECK(is_fine(R"(get: "/a" additional_bindings { get: "/b/{id}" } additional_bindings { post: "/c" body: "item" })"));
  CHECK(has(fault(R"(get: "/a" additional_bindings { get: "/b" additional_bindings { get: "/c" } })"),
            "additional_bindings within additional_bindings; write them in one list"));
}

TEST_CASE("pattern: every rule has one") {
  CHECK(fault(R"(body: "*")") ==
        "plugin 'shop': method shop.v1.Shop/Run: an HTTP rule has no pattern; give it get, put, post, delete, patch or "
        "custom");
  CHECK(has(fault(R"(get: "/a" additional_bindings { body: "*" })"), "has no pattern"));
}

TEST_CASE("custom: a kind is an HTTP method in capitals, or * for any") {
  CHECK(is_fine(R"(custom { kind: "LINK" path: "/a" })"));
  CHECK(is_fine(R"(custom { kind: "M-SEARCH" path: "/a" })"));
  CHECK(is_fine(R"(custom { kind: "*" path: "/a/{id}" })"));
  CHECK(has(fault(R"(custom { kind: "" path: "/a" })"), "'' is no HTTP method; write it in capitals, or '*' for any"));
  CHECK(has(fault(R"(custom { kind: "purge" path: "/a" })"), "'purge' is no HTTP method; write it in capitals"));
  CHECK(has(fault(R"(custom { kind: "CONNECT" path: "/a" })"), "CONNECT asks for a tunnel and has no path"));
}

TEST_CASE("a prefix that is at fault is told beside the routes") {
  Description description(compile_shop(R"(message M {} service S {
    rpc R(M) returns (M) { option (google.api.http) = { get: "/a{" }; } })"));
  description.method("shop.v1.S/R");
  auto offer = duet::describe::make_offer(description.get(), {.plugin = "shop", .prefix = "/{id}"});
  REQUIRE_FALSE(offer.ok());
  REQUIRE(offer.error().size() == 2);
  CHECK(has(offer.error()[0], "route GET /a{: at byte 2: "));
  CHECK(has(offer.error()[1], "plugin 'shop': the prefix '/{id}' is more than literal segments"));
}
