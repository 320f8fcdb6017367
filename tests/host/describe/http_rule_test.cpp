#include <doctest/doctest.h>

#include "describe/offer.hpp"
#include "host/describe/contract.hpp"

using namespace duet::test;

namespace {

// The faults of one HTTP rule on a method with many kinds of fields.
std::vector<std::string> faults(const std::string& rule) {
  Description description(compile_shop(R"(
    message Item { int64 id = 1; Item parent = 2; repeated Item parts = 3; }
    message Request {
      int64 id = 1; string name = 2; Item item = 3; repeated string tags = 4; map<string, int64> counts = 5;
      oneof choice { string left = 6; string right = 7; }
      optional int32 size = 8; Color color = 9; optional int32 depth = 10;
    }
    enum Color { COLOR_UNSPECIFIED = 0; }
    service Shop { rpc Run(Request) returns (Item) { option (google.api.http) = { )" +
                                       rule + " }; } }"));
  description.method("shop.v1.Shop/Run");
  auto offer = duet::describe::make_offer(description.get(), {.plugin = "shop"});
  return offer ? std::vector<std::string>{} : offer.error();
}

bool is_fine(const std::string& rule) {
  const auto all = faults(rule);
  CAPTURE(all.empty() ? std::string() : all[0]);
  return all.empty();
}

std::string fault(const std::string& rule) {
  const auto all = faults(rule);
  CAPTURE(rule);
  REQUIRE(all.size() == 1);
  return all[0];
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("rules that fit their messages pass") {
  CHECK(is_fine(R"(get: "/a")"));
  CHECK(is_fine(R"(get: "/a/{id}/{name=b/*}/{item.id}/{item.parent.parent.id}/{left}/{size}/{depth}/{color}")"));
  CHECK(is_fine(R"(post: "/a/{id}" body: "*" response_body: "parent")"));
  CHECK(is_fine(R"(patch: "/a/{item.id}" body: "item")"));
  CHECK(is_fine(R"(post: "/a" body: "tags" response_body: "parts")"));
  CHECK(is_fine(R"(delete: "/a/{id}" additional_bindings { custom { kind: "*" path: "/b/{id}" } body: "*" })"));
}

TEST_CASE("a fault names the method, the route, the place and the reason") {
  CHECK(
      fault(R"(get: "/a/{ids}")") ==
      "method shop.v1.Shop/Run: route GET /a/{ids}: the variable {ids}: 'ids' is no field of shop.v1.Request; did you "
      "mean 'id'?");
}

TEST_CASE("variables fill single values, each its own") {
  CHECK(has(fault(R"(get: "/a/{zzzzz}")"), "'zzzzz' is no field of shop.v1.Request"));
  CHECK(has(fault(R"(get: "/a/{tags}")"), "'tags' of shop.v1.Request is repeated"));
  CHECK(has(fault(R"(get: "/a/{counts}")"), "is repeated"));
  CHECK(has(fault(R"(get: "/a/{counts.key}")"), "is repeated"));
  CHECK(has(fault(R"(get: "/a/{item}")"), "'item' is a message (shop.v1.Item)"));
  CHECK(has(fault(R"(get: "/a/{item.parts.id}")"), "'parts' of shop.v1.Item is repeated"));
  CHECK(has(fault(R"(get: "/a/{name.first}")"), "'name' of shop.v1.Request is no message"));
  CHECK(has(fault(R"(get: "/a/{item.name}")"), "'name' is no field of shop.v1.Item"));
  CHECK(has(fault(R"(get: "/a/{left}/{right}")"), "members of the oneof 'choice'"));
}

TEST_CASE("bodies are top-level fields that the path leaves free") {
  CHECK(has(fault(R"(post: "/a" body: "itm")"), "body: 'itm' is no field of shop.v1.Request; did you mean 'item'?"));
  CHECK(has(fault(R"(post: "/a" body: "item.parent")"), "body: 'item.parent' is no field"));
  CHECK(has(fault(R"(post: "/a/{name}" body: "name")"), "the field 'name' is bound by the path and by `body`"));
  CHECK(
      has(fault(R"(post: "/a" body: "*" response_body: "name")"), "response_body: 'name' is no field of shop.v1.Item"));
  CHECK(has(fault(R"(get: "/a" body: "*")"), "a GET request has no body"));
  CHECK(has(fault(R"(custom { kind: "HEAD" path: "/a" } body: "*")"), "a HEAD request has no body"));
}

TEST_CASE("rules without a pattern, with nested bindings or an odd method are refused") {
  CHECK(has(fault(R"(body: "*")"), "method shop.v1.Shop/Run: an HTTP rule has no pattern"));
  CHECK(has(fault(R"(get: "/a" additional_bindings { body: "*" })"), "has no pattern"));
  CHECK(has(fault(R"(get: "/a" additional_bindings { get: "/b" additional_bindings { get: "/c" } })"),
            "additional_bindings within additional_bindings"));
  CHECK(has(fault(R"(custom { kind: "" path: "/a" })"), "'' is no HTTP method"));
  CHECK(has(fault(R"(custom { kind: "purge" path: "/a" })"), "write it in capitals"));
}

TEST_CASE("a template that is none is left to the catalog, which knows the whole path") {
  CHECK(is_fine(R"(get: "a{{")"));
  CHECK(is_fine(R"(get: "/a/{id}/{id}")"));
}
