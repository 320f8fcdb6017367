// Routes that the configuration gives to methods.
#include <doctest/doctest.h>

#include "describe/offer.hpp"
#include "host/describe/contract.hpp"

using namespace duet::test;
using duet::describe::ConfiguredRoute;

namespace {

constexpr const char* kShop = R"(
  message Item { int64 id = 1; string name = 2; }
  service Shop {
    rpc Get(Item) returns (Item) {
      option (google.api.http) = { get: "/items/{id}" additional_bindings { get: "/i" } };
    }
    rpc Quiet(Item) returns (Item);
  }
  service Other { rpc Get(Item) returns (Item); })";

ConfiguredRoute route(const std::string& method, const std::string& http_method, const std::string& path,
                      bool replace = false) {
  return {method, {http_method, path, "", "", "config.toml:7:1"}, replace};
}

duet::base::Result<duet::core::Offer, duet::describe::Errors> offer_with(std::vector<ConfiguredRoute> routes) {
  Description description(compile_shop(kShop));
  description.method("shop.v1.Shop/Get").method("shop.v1.Shop/Quiet").method("shop.v1.Other/Get");
  return duet::describe::make_offer(description.get(), {.plugin = "shop", .routes = std::move(routes)});
}

// "GET /a, POST /b" of the method at `index`.
std::string routes_of(const std::vector<ConfiguredRoute>& routes, std::size_t index) {
  auto offer = offer_with(routes);
  INFO((offer ? "" : offer.error().front()));
  REQUIRE(offer.ok());
  std::string text;
  for (const auto& each : offer->methods.at(index).routes) {
    text += (text.empty() ? "" : ", ") + each.http_method + " " + each.path;
  }
  return text;
}

std::string fault(const std::vector<ConfiguredRoute>& routes) {
  auto offer = offer_with(routes);
  REQUIRE_FALSE(offer.ok());
  INFO(offer.error().back());
  CHECK(offer.error().size() == 1);
  return offer.error()[0];
}

}  // namespace

TEST_CASE("a route is added to those that the contract has") {
  CHECK(routes_of({route("shop.v1.Shop/Get", "GET", "/v2/items/{id}")}, 0) ==
        "GET /items/{id}, GET /i, GET /v2/items/{id}");
}

TEST_CASE("replace takes the contract's routes away, and none of the configuration's") {
  CHECK(routes_of({route("shop.v1.Shop/Get", "GET", "/a"), route("shop.v1.Shop/Get", "PUT", "/b", true),
                   route("shop.v1.Shop/Get", "GET", "/c")},
                  0) == "GET /a, PUT /b, GET /c");
}

TEST_CASE("a method without annotation gets routes, named by its own name where that is enough") {
  CHECK(routes_of({route("Quiet", "POST", "/quiet"), route("Quiet", "*", "/q/{name=**}")}, 1) ==
        "POST /quiet, * /q/{name=**}");
  CHECK(routes_of({route("Quiet", "POST", "/quiet")}, 0) == "GET /items/{id}, GET /i");
}

TEST_CASE("a name that is no method's, or several methods', is refused at its place") {
  CHECK(fault({route("Quit", "GET", "/a")}) ==
        "config.toml:7:1: plugin 'shop': there is no method 'Quit'; did you mean 'Quiet'?");
  CHECK(
      fault({route("Get", "GET", "/a")}) ==
      "config.toml:7:1: plugin 'shop': 'Get' may be any of 'shop.v1.Shop/Get', 'shop.v1.Other/Get'; write it with its "
      "service");
}

TEST_CASE("configured routes are checked as the contract's, each fault at its place") {
  CHECK(
      fault({route("Quiet", "GET", "/a/{ids}")}) ==
      "config.toml:7:1: plugin 'shop': method shop.v1.Shop/Quiet: route GET /a/{ids}: the variable {ids}: 'ids' is no "
      "field of shop.v1.Item; did you mean 'id'?");
  CHECK(fault({route("Quiet", "GET", "/a/**/b")}) ==
        "config.toml:7:1: plugin 'shop': method shop.v1.Shop/Quiet: route GET /a/**/b: at byte 6: '**' may only be the "
        "last segment; use '*' before it");
  CHECK(fault({{"Quiet", {"GET", "/a", "*", "", "config.toml:9:1"}}}) ==
        "config.toml:9:1: plugin 'shop': method shop.v1.Shop/Quiet: route GET /a: a GET request has no body; leave "
        "`body` "
        "out, or use POST");
  CHECK(fault({{"Quiet", {"GET", "/a", "", "nam"}}}) ==
        "plugin 'shop': method shop.v1.Shop/Quiet: route GET /a: response_body: 'nam' is no field of shop.v1.Item; did "
        "you mean 'name'?");
}

TEST_CASE("a route that replaces may have the shape of one that it takes the place of") {
  CHECK(routes_of({route("shop.v1.Shop/Get", "GET", "/items/{name}", true)}, 0) == "GET /items/{name}");
}
