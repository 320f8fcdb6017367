// The plugin items as it is shipped: the library, loaded and called across the border.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "support/loaded_plugin.hpp"
#include "support/test_plugin.hpp"

namespace {

using duet::test::load_plugin;
using duet::test::Reply;
using duet::test::Request;
using duet::test::TestHost;
using duet::test::TestPlugin;

// As the REST door asks: the id in the path, the rest in the query.
Request from_url(duet::test::Pairs path, duet::test::Pairs query = {}) {
  Request request;
  request.body_field = "";
  request.path = std::move(path);
  request.query = std::move(query);
  return request;
}

struct Items {
  explicit Items(const std::string& settings = "{}") : plugin(host, load_plugin(ITEMS_PLUGIN), settings) {}
  TestHost host;
  TestPlugin plugin;
};

TEST_CASE("an item is created, read, changed and deleted") {
  Items items;
  const std::string item = R"({"id":1,"name":"Bolt","description":"M8","price":0.2})";
  CHECK(items.plugin.json("CreateItem", R"({"name":"Bolt","description":"M8","price":0.2})").body == item);
  CHECK(items.plugin.call("GetItem", from_url({{"id", "1"}})).body == item);

  Request change = from_url({{"id", "1"}});
  change.body_field = "*";
  change.body = {R"({"price":0.25,"description":""})"};
  CHECK(items.plugin.call("UpdateItem", change).body == R"({"id":1,"name":"Bolt","price":0.25})");

  CHECK(items.plugin.call("DeleteItem", from_url({{"id", "1"}})).body == "{}");
  for (const char* method : {"GetItem", "DeleteItem"}) {
    const Reply gone = items.plugin.call(method, from_url({{"id", "1"}}));
    CHECK(gone.code == 5);
    CHECK(gone.message == "Item not found");
  }
  CHECK(items.plugin.call("UpdateItem", change).message == "Item not found");
  CHECK(items.plugin.json("CreateItem", R"({"name":"Nut","price":0.1})").body ==
        R"({"id":2,"name":"Nut","price":0.1})");
}

TEST_CASE("what is wrong with an item is told at once") {
  Items items;
  const Reply reply = items.plugin.json("CreateItem", R"({"name":"","price":-1})");
  CHECK(reply.code == 3);
  CHECK(reply.http_status == 422);
  CHECK(reply.message == "2 fields are invalid: name: must have 1 to 80 characters; price: must be > 0");
  CHECK(items.plugin.call("GetItem", from_url({{"id", "0"}})).message == "1 field is invalid: id: must be > 0");
}

TEST_CASE("items are read in pages") {
  Items items(R"({"page_size_default":2,"page_size_max":3})");
  for (int i = 0; i < 5; ++i) items.plugin.json("CreateItem", R"({"name":"x","price":1})");
  const auto list = [&](duet::test::Pairs query) {
    return items.plugin.call("ListItems", from_url({}, std::move(query)));
  };
  const auto page = [](int first, int last, const std::string& token) {
    std::string body;
    for (int id = first; id <= last; ++id) {
      body += (body.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(id) + R"(,"name":"x","price":1})";
    }
    return R"({"items":[)" + body + "]" + (token.empty() ? "" : R"(,"nextPageToken":")" + token + '"') + "}";
  };
  CHECK(list({}).body == page(1, 2, "2"));
  CHECK(list({{"pageToken", "2"}}).body == page(3, 4, "4"));
  CHECK(list({{"page_token", "4"}}).body == page(5, 5, ""));
  CHECK(list({{"page_size", "100"}}).body == page(1, 3, "3"));
  CHECK(list({{"page_size", "5"}, {"page_token", "3"}}).body == page(4, 5, ""));
  CHECK(list({{"page_token", "99"}}).body == "{}");
  for (const char* token : {"x", "-1", "1x", "99999999999"}) {
    const Reply refused = list({{"page_token", token}});
    CHECK(refused.code == 3);
    CHECK(refused.details.find("page_token") != std::string::npos);
  }
  CHECK(list({{"page_size", "-1"}}).http_status == 422);
}

Request stream_of(std::vector<std::string> messages) {
  Request request;
  request.body = std::move(messages);
  return request;
}

TEST_CASE("a price is told at once and whenever it changes, until the caller leaves or the item is gone") {
  Items items;
  items.plugin.json("CreateItem", R"({"name":"Bolt","price":1})");
  const auto first = items.plugin.begin("WatchPrices", from_url({{"id", "1"}}));
  const auto second = items.plugin.begin("WatchPrices", from_url({{"id", "1"}}));
  first->wait_for_sent(1);
  second->wait_for_sent(1);
  items.plugin.json("UpdateItem", R"({"id":1,"price":2})");
  first->wait_for_sent(2);
  first->cancel();
  const Reply left = first->wait();
  CHECK(left.code == 1);
  CHECK(left.pieces == std::vector<std::string>{R"({"id":1,"price":1})", R"({"id":1,"price":2})"});
  second->wait_for_sent(2);
  items.plugin.call("DeleteItem", from_url({{"id", "1"}}));
  CHECK(second->wait().message == "Item not found");
  CHECK(items.plugin.call("WatchPrices", from_url({{"id", "9"}})).code == 5);
}

TEST_CASE("an import adds all items or none") {
  Items items(R"({"items_max":4,"import_max":3})");
  const std::string good = R"({"name":"x","price":1})";
  CHECK(items.plugin.call("ImportItems", stream_of({good, good})).body == R"({"count":2,"ids":[1,2]})");
  CHECK(items.plugin.call("ImportItems", stream_of({})).body == "{}");
  const Reply bad = items.plugin.call("ImportItems", stream_of({good, R"({"name":"x"})"}));
  CHECK(bad.http_status == 422);
  CHECK(bad.message == "message 2 of the stream: 1 field is invalid: price: must be > 0");
  CHECK(items.plugin.call("ImportItems", stream_of({good, good, good})).message == "no more than 4 items can be kept");
  CHECK(items.plugin.call("ImportItems", stream_of({good, good, good, good})).message ==
        "an import has 3 items at most: send several");
  CHECK(items.plugin.call("ImportItems", stream_of({good, good})).body == R"({"count":2,"ids":[3,4]})");
}

TEST_CASE("queries are answered one after the other with what matches") {
  Items items;
  for (const char* name : {"Bolt", "Nut", "Long bolt"})
    items.plugin.json("CreateItem", R"({"name":")" + std::string(name) + R"(","price":2})");
  items.plugin.json("CreateItem", R"({"name":"Nut","price":3})");
  const Reply reply =
      items.plugin.call("QueryItems", stream_of({R"({"text":"olt"})", R"({"text":"Nut","priceMax":2})", "{}"}));
  CHECK(reply.code == 0);
  REQUIRE(reply.pieces.size() == 10);
  CHECK(reply.pieces[0] == R"({"query":1,"item":{"id":1,"name":"Bolt","price":2}})");
  CHECK(reply.pieces[1] == R"({"query":1,"item":{"id":3,"name":"Long bolt","price":2}})");
  CHECK(reply.pieces[2] == R"({"query":1,"count":2})");
  CHECK(reply.pieces[4] == R"({"query":2,"count":1})");
  CHECK(reply.pieces[9] == R"({"query":3,"count":4})");
  CHECK(items.plugin.call("QueryItems", stream_of({R"({"priceMax":-1})"})).http_status == 422);
}

TEST_CASE("the settings bound what is kept") {
  Items items(R"({"items_max":1})");
  CHECK(items.plugin.json("CreateItem", R"({"name":"x","price":1})").code == 0);
  CHECK(items.plugin.json("CreateItem", R"({"name":"x","price":1})").code == 8);
  CHECK_THROWS_WITH(Items(R"({"items_max":0})"), "items_max: must be from 1 to 100000000");
}

}  // namespace
