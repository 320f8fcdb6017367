#include "describe/offer.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>
#include <vector>

#include "core/catalog.hpp"
#include "host/describe/contract.hpp"

using namespace duet::test;
using duet::core::Execution;
using duet::core::MethodOffer;
using duet::describe::make_offer;
using duet::describe::Mount;

namespace {

constexpr const char* kShop = R"(
message Item { int64 id = 1; string name = 2; }
message GetItem { int64 id = 1; }
message PutItem { string shelf = 1; Item item = 2; }
// The shop.
service Shop {
  // Reads one item.
  //
  // NOT_FOUND if there is none.
  rpc Get(GetItem) returns (Item) {
    option (google.api.http) = { get: "/items/{id}" additional_bindings { get: "/goods/{id}" response_body: "name" } };
  }
  rpc Put(PutItem) returns (Item) {
    option (google.api.http) = { put: "/shelves/{shelf}/items/{item.id}" body: "item" };
  }
  rpc Purge(GetItem) returns (Item) { option (google.api.http) = { custom { kind: "PURGE" path: "/items/{id}" } }; }
  rpc Quiet(GetItem) returns (Item);
}
)";

Description& all_methods(Description& description) {
  return description.method("shop.v1.Shop/Get")
      .method("shop.v1.Shop/Put", DUET_MAY_BLOCK)
      .method("shop.v1.Shop/Purge", DUET_INLINE)
      .method("shop.v1.Shop/Quiet", DUET_IDEMPOTENT);
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// The only error of a description.
std::string error_of(Description& description) {
  auto offer = make_offer(description.get(), {.plugin = "shop"});
  REQUIRE_FALSE(offer.ok());
  INFO(offer.error().back());
  CHECK(offer.error().size() == 1);
  return offer.error()[0];
}

}  // namespace

TEST_CASE("a method is offered in both encodings, whichever it speaks, and in bytes where it is translated") {
  constexpr std::uint32_t kBoth = DUET_PROTOBUF | DUET_JSON;
  const auto offered = [](std::uint32_t spoken) {
    Description description(compile_shop("message Item {} service Shop { rpc Get(Item) returns (Item); }"));
    description.method("shop.v1.Shop/Get").encodings(spoken);
    auto offer = make_offer(description.get(), Mount{"shop"});
    REQUIRE(offer.ok());
    CHECK(offer->methods[0].spoken == spoken);
    return offer->methods[0].encodings;
  };
  CHECK(offered(kBoth) == kBoth);
  CHECK(offered(kBoth | DUET_BYTES) == (kBoth | DUET_BYTES));
  CHECK(offered(DUET_PROTOBUF) == (kBoth | DUET_BYTES));
  CHECK(offered(DUET_JSON) == (kBoth | DUET_BYTES));
}

TEST_CASE("a description becomes an offer that a catalog mounts") {
  Description description(compile_shop(kShop));
  Mount mount;
  mount.plugin = "shop";
  mount.prefix = "/eu";
  mount.on_grpc = false;
  auto offer = make_offer(all_methods(description).get(), mount);
  REQUIRE(offer.ok());
  CHECK(offer->plugin == "shop");
  CHECK(offer->prefix == "/eu");
  CHECK(offer->on_rest);
  CHECK_FALSE(offer->on_grpc);
  CHECK(offer->files.size() == 1);
  REQUIRE(offer->methods.size() == 4);

  const MethodOffer& get = offer->methods[0];
  CHECK(get.service == "shop.v1.Shop");
  CHECK(get.name == "Get");
  CHECK(get.summary == "Reads one item.");
  CHECK(get.index == 0);
  CHECK(get.encodings == (DUET_PROTOBUF | DUET_JSON));
  CHECK(get.state_bytes == 128);
  REQUIRE(get.routes.size() == 2);
  CHECK(get.routes[0].http_method == "GET");
  CHECK(get.routes[0].path == "/items/{id}");
  CHECK(get.routes[1].path == "/goods/{id}");
  CHECK(get.routes[1].response_body == "name");

  const MethodOffer& put = offer->methods[1];
  CHECK(put.summary.empty());
  REQUIRE(put.routes.size() == 1);
  CHECK(put.routes[0].http_method == "PUT");
  CHECK(put.routes[0].body == "item");
  CHECK(offer->methods[2].routes[0].http_method == "PURGE");
  CHECK(offer->methods[3].routes.empty());
  CHECK(offer->methods[3].index == 3);
  CHECK(offer->methods[3].flags == DUET_IDEMPOTENT);

  std::vector<std::string> errors;
  const auto catalog = duet::core::Catalog::build({*offer}, errors);
  REQUIRE(catalog != nullptr);
  CHECK(catalog->route_list().size() == 4);
}

TEST_CASE("what a method says of its bodies and answers is mounted, and rows of ABI 1.0 say nothing") {
  Description description(compile_shop(kShop));
  description.method("shop.v1.Shop/Get").cache_control("max-age=60").method("shop.v1.Shop/Put").max_body_bytes(123);
  description.method("shop.v1.Shop/Purge").method("shop.v1.Shop/Quiet");
  const auto mounted = [](const duet_description& from) {
    auto offer = make_offer(from, {.plugin = "shop"});
    REQUIRE(offer.ok());
    std::vector<std::string> errors;
    auto catalog = duet::core::Catalog::build({*offer}, errors);
    REQUIRE(catalog != nullptr);
    return catalog;
  };
  const auto catalog = mounted(description.get());
  CHECK(catalog->find_rpc("shop.v1.Shop/Get")->cache_control == "max-age=60");
  CHECK(catalog->find_rpc("shop.v1.Shop/Get")->max_body_bytes == 0);
  CHECK(catalog->find_rpc("shop.v1.Shop/Put")->cache_control.empty());
  CHECK(catalog->find_rpc("shop.v1.Shop/Put")->max_body_bytes == 123);

  constexpr std::size_t kOldStride = offsetof(duet_method, max_body_bytes);
  std::vector<std::max_align_t> memory(4 * kOldStride / sizeof(std::max_align_t) + 1);
  auto* rows = reinterpret_cast<unsigned char*>(memory.data());
  for (std::size_t i = 0; i < 4; ++i) std::memcpy(rows + i * kOldStride, description.get().methods + i, kOldStride);
  duet_description old = description.get();
  old.methods = reinterpret_cast<const duet_method*>(rows);
  old.method_stride = kOldStride;
  const auto old_catalog = mounted(old);
  CHECK(old_catalog->find_rpc("shop.v1.Shop/Get")->cache_control.empty());
  CHECK(old_catalog->find_rpc("shop.v1.Shop/Put")->max_body_bytes == 0);
  CHECK(old_catalog->find_rpc("shop.v1.Shop/Put")->state_bytes == 128);
}

TEST_CASE("an admin decides where methods run, then their author, then the default") {
  Description description(compile_shop(kShop));
  const auto executions = [&](const Mount& mount) {
    auto offer = make_offer(description.get(), mount);
    REQUIRE(offer.ok());
    std::vector<Execution> all;
    for (const MethodOffer& method : offer->methods) all.push_back(method.execution);
    return all;
  };
  using E = Execution;
  using All = std::vector<E>;
  all_methods(description);
  CHECK(executions({.plugin = "shop"}) == All{E::kPool, E::kPool, E::kInline, E::kPool});
  CHECK(executions({.plugin = "shop", .default_execution = E::kInline}) ==
        All{E::kInline, E::kPool, E::kInline, E::kInline});
  CHECK(executions({.plugin = "shop", .execution = E::kInline}) == All(4, E::kInline));
  CHECK(executions({.plugin = "shop", .execution = E::kPool}) == All(4, E::kPool));
}

TEST_CASE("a method table and a contract that do not agree are an error that names both") {
  SUBCASE("no such service") {
    Description description(compile_shop(kShop));
    all_methods(description).method("shop.v2.Shop/Get");
    CHECK(error_of(description) ==
          "plugin 'shop': method shop.v2.Shop/Get is in the method table, but the descriptor set has no service "
          "'shop.v2.Shop'");
  }
  SUBCASE("no such method") {
    Description description(compile_shop(kShop));
    all_methods(description).method("shop.v1.Shop/Gett");
    const std::string error = error_of(description);
    CHECK(has(error, "method shop.v1.Shop/Gett is in the method table"));
    CHECK(has(error, "did you mean 'Get'?"));
  }
  SUBCASE("another kind") {
    Description description(compile_shop("message M {} service S { rpc R(M) returns (stream M); }"));
    description.method("shop.v1.S/R");
    CHECK(has(error_of(description), "is unary in the method table and server-streaming in the descriptor set"));
  }
  SUBCASE("a method that nobody serves") {
    Description description(compile_shop("message M {} service S { rpc A(M) returns (M); rpc B(M) returns (M); }"));
    description.method("shop.v1.S/A");
    CHECK(has(error_of(description),
              "method shop.v1.S/B is in the descriptor set (shop.proto), but not in the method table"));
  }
  SUBCASE("every fault is told") {
    Description description(compile_shop(kShop));
    description.method("shop.v1.Shop/Get").method("a.B/C");
    auto offer = make_offer(description.get(), {.plugin = "shop"});
    REQUIRE_FALSE(offer.ok());
    CHECK(offer.error().size() == 4);
  }
}

TEST_CASE("a descriptor set that does not hold together is an error") {
  SUBCASE("no protobuf") {
    Description description("not a descriptor set");
    CHECK(has(error_of(description), "is not a serialized google.protobuf.FileDescriptorSet"));
  }
  SUBCASE("cut off") {
    const std::string whole = compile_shop(kShop);
    Description description(whole.substr(0, whole.size() - 3));
    CHECK(has(error_of(description), "is not a serialized google.protobuf.FileDescriptorSet"));
  }
  SUBCASE("nothing at all") {
    Description description("");
    CHECK(has(error_of(description), "descriptor set"));
  }
  SUBCASE("files that do not link") {
    std::string broken = compile_shop("message Longish { int32 a = 1; } message Holder { Longish a = 1; }");
    for (std::size_t at = broken.rfind("Longish"); at != broken.npos && at > broken.find("Longish");) {
      broken.replace(at, 7, "Nowhere");
      at = broken.rfind("Longish");
    }
    Description description(broken);
    const std::string error = error_of(description);
    CHECK(has(error, "its file 'shop.proto' does not link"));
    CHECK(error.starts_with("plugin 'shop': "));
    CHECK(error.find("plugin 'shop'", 1) == error.npos);
  }
}

TEST_CASE("a contract with any one byte changed is an offer or an error, never a crash") {
  const std::string whole = compile_shop(kShop);
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      Description description(changed);
      if (!make_offer(all_methods(description).get(), {.plugin = "shop"})) ++refused;
    }
  }
  CHECK(refused > 0);
}
