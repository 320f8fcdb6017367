// What is made of protos/shop/v1/shop.proto, in use.
#include <doctest/doctest.h>

#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>
#include <duet/validate.hpp>
#include <string>
#include <type_traits>

#include "large.duet.hpp"
#include "plain.duet.hpp"
#include "shop/common/v1/all.duet.hpp"
#include "store.hpp"
#include "support/test_plugin.hpp"

using shop::v1::Item;
using shop::v1::Tree;

// The .proto names it as a check across fields.
void shop::v1::check_item(const Item& item, duet::Checks& checks) {
  if (item.day == "2024-02-29") checks.fail("day", "must not be a leap day", "leap_day");
}

namespace {

Item good_item() {
  Item item;
  item.name = "Lamp";
  item.price = 19.5;
  item.tags = {"light", "desk1"};
  item.other.emplace<Item::kText>("as it is");
  item.part.emplace().name = "foot";
  item.digest = duet::Bytes(std::string("\0\xff", 2));
  item.day = "2024-03-01";
  item.delete_ = true;
  item.ratio = 0.1f;
  item.region = shop::common::v1::Region::eu;
  return item;
}

// The plugin of the models, which has the host's patterns once it is created.
struct Served {
  duet::test::TestHost host;
  duet::test::TestPlugin plugin{host, duet::plugin_table<store::Store>(), R"({"currency":"EUR","cents":"5"})"};
};

std::string violations_of(const Item& item) {
  duet::Violations violations;
  duet::validate(item, violations);
  std::string text;
  for (const duet::Violation& one : violations) text += (text.empty() ? "" : "; ") + one.field + " " + one.message;
  return text;
}

template <class Model>
std::string json_of(const Model& model) {
  std::string json;
  REQUIRE(duet::encode_json(model, json));
  return json;
}

}  // namespace

TEST_CASE("members have the types of their fields") {
  static_assert(std::is_same_v<decltype(Item::weight), std::optional<std::uint32_t>>);
  static_assert(std::is_same_v<decltype(Item::made), std::optional<duet::Timestamp>>);
  static_assert(std::is_same_v<decltype(Item::stock), std::map<std::string, std::int32_t>>);
  static_assert(std::is_same_v<decltype(Item::part), duet::Boxed<Item::Part>>);
  static_assert(std::is_same_v<decltype(Item::unit), Item::Unit>);
  static_assert(std::variant_size_v<decltype(Item::other)> == 5);
  CHECK(static_cast<int>(Item::Unit::kilogram) == 3);
  CHECK(shop::v1::Twin::a == shop::v1::Twin::a_);
}

TEST_CASE("files without a package, with nothing but imports, and with enums of any size") {
  CHECK(json_of(PlainMessage{"x"}) == R"({"text":"x"})");
  CHECK(shop::common::v1::Money{}.cents == 0);
  CHECK(duet::detail::EnumInfo<large::Large>::name_of(600) == "LARGE_600_VALUE");
}

TEST_CASE("names that C++ has taken are those of the .proto outside") {
  Item item;
  item.delete_ = true;
  item.errno_ = 7;
  item.Item_ = "itself";
  item.weight = 5;
  CHECK(json_of(item) == R"({"grams":5,"delete":true,"errno":7,"Item":"itself"})");
  shop::v1::class_ odd;
  odd.class__ = 1;
  odd.duet_.emplace<shop::v1::class_::kFooBar>(2);
  CHECK(json_of(odd) == R"({"class":1,"fooBar":2})");
}

TEST_CASE("recursive messages are copied deep, and compared") {
  Tree tree;
  tree.left.emplace().right.emplace<Tree::kTree>(Tree{}.left);
  Tree copy = tree;
  CHECK(copy == tree);
  copy.left->right.emplace<Tree::kNone>(true);
  CHECK_FALSE(copy == tree);
  CHECK(tree.left->right.index() == Tree::kTree);

  Item item = good_item();
  item.part->spare = good_item();
  Item other = item;
  CHECK(other == item);
  other.part->spare->name = "Chair";
  CHECK_FALSE(other == item);
}

TEST_CASE("fields of a newer .proto are kept where it says so") {
  const std::string wire = "\x12\x04Lamp\xfa\x3f\x03new";
  Item item;
  duet::DecodeError error;
  REQUIRE(duet::decode_protobuf(wire, item, error));
  std::string again;
  REQUIRE(duet::encode_protobuf(item, again));
  CHECK(again == wire);
}

TEST_CASE_FIXTURE(Served, "a message that obeys all rules") { CHECK(violations_of(good_item()) == ""); }

TEST_CASE_FIXTURE(Served, "every rule of the options is one of the model") {
  const auto broken = [](auto change) {
    Item item = good_item();
    change(item);
    return violations_of(item);
  };
  CHECK(broken([](Item& i) { i.name = std::string(81, 'x'); }) == "name must have 1 to 80 characters");
  CHECK(broken([](Item& i) { i.price = 0; }) == "price must be > 0");
  CHECK(broken([](Item& i) { i.price = 0.005; }) == "price must be a multiple of 0.01");
  CHECK(broken([](Item& i) { i.unit = static_cast<Item::Unit>(77); }).starts_with("unit "));
  CHECK(broken([](Item& i) { i.unit = Item::Unit::null; }).starts_with("unit "));
  CHECK(broken([](Item& i) { i.tags = {"a", "a"}; }).starts_with("tags"));
  CHECK(broken([](Item& i) { i.tags = {"Big"}; }).starts_with("tags[0] must match"));
  CHECK(broken([](Item& i) { i.stock = {{"ABC", -1}}; }) == "stock[\"ABC\"] must be >= 0");
  CHECK(broken([](Item& i) { i.stock = {{"AB", 1}}; }).starts_with("stock[\"AB\"] "));
  CHECK(broken([](Item& i) { i.other = {}; }).starts_with("other "));
  CHECK(broken([](Item& i) { i.other.emplace<Item::kText>(21, 'x'); }).starts_with("text "));
  CHECK(broken([](Item& i) { i.codes = {4}; }).starts_with("codes[0] "));
  CHECK(broken([](Item& i) { i.part.reset(); }) == "part is required");
  CHECK(broken([](Item& i) { i.part->name = ""; }).starts_with("part.name "));
  CHECK(broken([](Item& i) { i.made = duet::Timestamp{253402300799, 0}; }).starts_with("made "));
  CHECK(broken([](Item& i) { i.warranty = duet::Duration{-1, 0}; }).starts_with("warranty "));
  CHECK(broken([](Item& i) { i.note = duet::StringValue{"No"}; }).starts_with("note "));
  CHECK(broken([](Item& i) { i.digest = duet::Bytes("ab"); }).starts_with("digest "));
  CHECK(broken([](Item& i) { i.mail = "nobody"; }).starts_with("mail "));
  CHECK(broken([](Item& i) { i.day = "2023-02-29"; }).starts_with("day "));
  CHECK(broken([](Item& i) { i.delete_ = false; }) == "delete must be true");
  CHECK(broken([](Item& i) { i.ratio = 0.0999f; }).starts_with("ratio "));
  CHECK(broken([](Item& i) { i.region = {}; }).starts_with("region "));
  CHECK(broken([](Item& i) { i.day = "2024-02-29"; }) == "day must not be a leap day");
}

TEST_CASE_FIXTURE(Served, "a plugin derives from the bases and serves") {
  CHECK(plugin.json("GetItem", R"({"id":"7"})").body ==
        R"({"id":7,"name":"Lamp","money":{"currency":"EUR","cents":"5"}})");
  CHECK(plugin.json("GetItem", R"({"id":"0"})").http_status == 422);
  CHECK(plugin.json("Delete", R"({"id":"7"})").body == "{}");
  const std::vector<std::string> watched = plugin.json("WatchItems", R"({"id":"2"})").pieces;
  REQUIRE(watched.size() == 2);
  CHECK(watched[1] == R"({"id":2})");
  CHECK(plugin.json("AddItems", R"({"id":"2"})").message.starts_with("message 1 of the stream: "));
  const std::vector<std::string> found = plugin.json("FindItems", R"({"id":"3"})").pieces;
  REQUIRE(found.size() == 1);
  CHECK(found[0] == R"({"id":3})");
  CHECK(plugin.json("Start", "{}").body == R"({"left":{"none":true}})");
  CHECK(plugin.json("Check", "{}").http_status == 422);
  // Any message of the .proto may be in its Any, this one too, which no method has.
  const duet::test::Reply odd =
      plugin.json("Check", R"({"origin":{"@type":"type.googleapis.com/shop.v1.class","fooBar":true}})");
  CHECK(odd.message.find("origin.foo_bar: ") != std::string::npos);
}
