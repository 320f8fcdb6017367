// The rules of our own: what REST clients notice.
#include <doctest/doctest.h>

#include "contract/compare.hpp"
#include "host/contract/compared.hpp"

using namespace duet::contract;
using namespace duet::test;

namespace {

/// A contract whose one method has `rule`.
Texts with_rule(const std::string& rule, const std::string& request = "GetItem", const std::string& id = "id") {
  return {{"shop.proto",
           "syntax = \"proto3\";\npackage shop.v1;\nimport \"google/api/annotations.proto\";\n"
           "message GetItem {\n  int64 " +
               id +
               " = 1;\n  Item item = 2;\n  string name = 3;\n}\n"
               "message Item {\n  int64 id = 1;\n  string name = 2;\n}\n"
               "message Other {\n  int64 id = 1;\n}\n"
               "service Shop {\n  rpc Get(" +
               request + ") returns (Item) {\n    option (google.api.http) = { " + rule + " };\n  }\n}\n"}};
}

std::string found(const std::string& before, const std::string& now) {
  return rules_of(compared(with_rule(before), with_rule(now)));
}

constexpr const char* kRoute = "get: \"/items/{id}\"";

}  // namespace

TEST_CASE("routes written otherwise are the same routes") {
  CHECK(found(kRoute, kRoute).empty());
  CHECK(found(kRoute, "get: \"/items/{id=*}\"").empty());
  CHECK(found(kRoute, "custom { kind: \"GET\" path: \"/items/{id}\" }").empty());
  CHECK(found(kRoute, "get: \"/items\" additional_bindings { get: \"/items/{id}\" }").empty());
  CHECK(found("get: \"/a\" additional_bindings { get: \"/b\" }", "get: \"/b\" additional_bindings { get: \"/a\" }")
            .empty());
}

TEST_CASE("a route that is gone breaks what calls it") {
  const std::string gone = "18: DUET_HTTP_ROUTE_NO_DELETE";
  CHECK(found(kRoute, "get: \"/things/{id}\"") == gone);
  CHECK(found(kRoute, "post: \"/items/{id}\"") == gone);
  CHECK(found(kRoute, "get: \"/items/{id}:read\"") == gone);
  CHECK(found("get: \"/a\" additional_bindings { get: \"/b\" }", "get: \"/a\"") == gone);
  CHECK(found("custom { kind: \"LINK\" path: \"/a\" }", "custom { kind: \"UNLINK\" path: \"/a\" }") == gone);
  CHECK(found("get: \"/items/{name=**}\"", "get: \"/items/{name=*}\"") == gone);
}

TEST_CASE("a route for any method takes in those of one") {
  CHECK(found(kRoute, "custom { kind: \"*\" path: \"/items/{id}\" }").empty());
  CHECK(found("custom { kind: \"*\" path: \"/items/{id}\" }", kRoute) == "18: DUET_HTTP_ROUTE_NO_DELETE");
}

TEST_CASE("a new name of a field alone changes no route") {
  const auto all = compared(with_rule(kRoute), with_rule("get: \"/items/{item_id}\"", "GetItem", "item_id"));
  CHECK(rules_of(all) == "5: FIELD_SAME_JSON_NAME, 5: FIELD_SAME_NAME");
}

TEST_CASE("variables have to go on filling the same fields from the same segments") {
  const std::string changed = "18: DUET_HTTP_VARIABLES_SAME";
  CHECK(found(kRoute, "get: \"/items/{item.id}\"") == changed);
  CHECK(found(kRoute, "get: \"/items/*\"") == changed);
  CHECK(found("get: \"/a/{name}/b/{id}\"", "get: \"/a/{id}/b/{name}\"") == changed);
  CHECK(found("get: \"/{name=items/*}\"", "get: \"/items/{name}\"") == changed);
}

TEST_CASE("`body` and `response_body` have to stay") {
  CHECK(found("post: \"/a\" body: \"*\"", "post: \"/a\" body: \"item\"") == "18: DUET_HTTP_BODY_SAME");
  CHECK(found("post: \"/a\" body: \"item\"", "post: \"/a\"") == "18: DUET_HTTP_BODY_SAME");
  CHECK(found("get: \"/a\"", "get: \"/a\" response_body: \"name\"") == "18: DUET_HTTP_RESPONSE_BODY_SAME");
  CHECK(found("get: \"/a\" response_body: \"id\"", "get: \"/a\" response_body: \"name\"") ==
        "18: DUET_HTTP_RESPONSE_BODY_SAME");
}

TEST_CASE("the wire knows no routes") {
  const Texts before = with_rule(kRoute);
  const Texts now = with_rule("get: \"/elsewhere/{id}\"");
  CHECK(compared(before, now, {Category::kWire}).empty());
  for (const Category category : {Category::kFile, Category::kPackage, Category::kWireJson}) {
    CHECK(compared(before, now, {category}).size() == 1);
  }
  CHECK(compared(before, now, {Category::kFile, {"DUET_HTTP_ROUTE_NO_DELETE"}}).empty());
}

TEST_CASE("another message is said once, by the rule for messages") {
  const auto all = compared(with_rule(kRoute), with_rule(kRoute, "Other"));
  CHECK(rules_of(all) == "17: RPC_SAME_REQUEST_TYPE");
}

TEST_CASE("a route may go to another method that takes and gives the same") {
  const auto shop_of = [](const std::string& methods) {
    return Texts{{"shop.proto",
                  "syntax = \"proto3\";\nimport \"google/api/annotations.proto\";\n"
                  "message A {\n  string id = 1;\n}\nmessage B {\n  string id = 1;\n}\n"
                  "service Shop {\n" +
                      methods + "}\n"}};
  };
  const auto method = [](const std::string& name, const std::string& message, const std::string& path) {
    return "  rpc " + name + "(" + message + ") returns (A) { option (google.api.http) = { get: \"" + path +
           "\" }; }\n";
  };
  const Texts before = shop_of(method("Get", "A", "/a/{id}"));
  CHECK(rules_of(compared(before, shop_of(method("Read", "A", "/a/{id}")))) == "9: RPC_NO_DELETE");
  CHECK(rules_of(compared(before, shop_of(method("Read", "A", "/a/{id}")), {Category::kWireJson})).empty());
  CHECK(rules_of(compared(before, shop_of(method("Get", "A", "/b/{id}") + method("Other", "B", "/a/{id}")))) ==
        "11: DUET_HTTP_ROUTE_NO_DELETE");
}

TEST_CASE("a route goes with its method, its service and its file, and is told at what is left of them") {
  const Texts before = with_rule(kRoute);
  const std::string head = before.at("shop.proto").substr(0, before.at("shop.proto").find("service"));
  const auto at = [&](const Texts& now) {
    for (const Breakage& each : compared(before, now)) {
      if (each.rule == "DUET_HTTP_ROUTE_NO_DELETE") return each.file + ":" + std::to_string(each.line);
    }
    return std::string("nowhere");
  };
  CHECK(at({{"shop.proto", head + "service Shop {\n}\n"}}) == "shop.proto:16");
  CHECK(at({{"shop.proto", head}}) == "shop.proto:1");
  CHECK(at({{"other.proto", "syntax = \"proto3\";\n"}}) == ":1");
}

TEST_CASE("a template that is none is compared as it is written") {
  CHECK(found("get: \"/items/{id\"", "get: \"/items/{id\"").empty());
  CHECK(found("get: \"/items/{id\"", "get: \"/items/{id}\"") == "18: DUET_HTTP_ROUTE_NO_DELETE");
  CHECK(found("", kRoute).empty());
}
