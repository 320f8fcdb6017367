// The contract of the service items.v1.Items: its messages, their fields and the rules for them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <duet/model.hpp>

namespace items {

struct Item {
  std::int32_t id = 0;
  std::string name;
  std::string description;
  double price = 0;
};
DUET_MODEL(Item, duet::doc("One thing that is for sale."),
           DUET_FIELD(1, id, duet::output_only, duet::doc("Given by the service.")),
           DUET_FIELD(2, name, duet::length(1, 80), duet::doc("What it is called.")),
           DUET_FIELD(3, description, duet::max_length(2000), duet::doc("What there is to know about it.")),
           DUET_FIELD(4, price, duet::gt(0.0), duet::doc("Unit price in EUR.")));

struct CreateItemRequest {
  std::string name;
  std::string description;
  double price = 0;
};
DUET_MODEL(CreateItemRequest, DUET_FIELD(1, name, duet::length(1, 80), duet::doc("What it is called.")),
           DUET_FIELD(2, description, duet::max_length(2000), duet::doc("What there is to know about it.")),
           DUET_FIELD(3, price, duet::gt(0.0), duet::doc("Unit price in EUR.")));

struct GetItemRequest {
  std::int32_t id = 0;
};
DUET_MODEL(GetItemRequest, DUET_FIELD(1, id, duet::gt(0)));

struct ListItemsRequest {
  std::int32_t page_size = 0;
  std::string page_token;
};
DUET_MODEL(ListItemsRequest,
           DUET_FIELD(1, page_size, duet::ge(0),
                      duet::doc("How many items at most; 0 leaves it to the service, which may also give fewer.")),
           DUET_FIELD(2, page_token, duet::doc("The next_page_token of the page before; empty for the first page.")));

struct ListItemsResponse {
  std::vector<Item> items;
  std::string next_page_token;
};
DUET_MODEL(ListItemsResponse, DUET_FIELD(1, items, duet::doc("In the order of their ids.")),
           DUET_FIELD(2, next_page_token, duet::doc("Asks for the next page; empty after the last one.")));

struct UpdateItemRequest {
  std::int32_t id = 0;
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<double> price;
};
DUET_MODEL(UpdateItemRequest, duet::doc("Only the fields that are present change."), DUET_FIELD(1, id, duet::gt(0)),
           DUET_FIELD(2, name, duet::length(1, 80)), DUET_FIELD(3, description, duet::max_length(2000)),
           DUET_FIELD(4, price, duet::gt(0.0)));

struct DeleteItemRequest {
  std::int32_t id = 0;
};
DUET_MODEL(DeleteItemRequest, DUET_FIELD(1, id, duet::gt(0)));

struct WatchPricesRequest {
  std::int32_t id = 0;
};
DUET_MODEL(WatchPricesRequest, DUET_FIELD(1, id, duet::gt(0)));

struct ItemPrice {
  std::int32_t id = 0;
  double price = 0;
};
DUET_MODEL(ItemPrice, DUET_FIELD(1, id), DUET_FIELD(2, price, duet::doc("Unit price in EUR.")));

struct ImportItemsResponse {
  std::int32_t count = 0;
  std::vector<std::int32_t> ids;
};
DUET_MODEL(ImportItemsResponse, DUET_FIELD(1, count, duet::doc("How many items were added.")),
           DUET_FIELD(2, ids, duet::doc("Theirs, in the order in which they were sent.")));

struct QueryItemsRequest {
  std::string text;
  std::optional<double> price_max;
};
DUET_MODEL(QueryItemsRequest, DUET_FIELD(1, text, duet::max_length(80), duet::doc("Part of the name; empty for any.")),
           DUET_FIELD(2, price_max, duet::gt(0.0), duet::doc("The highest unit price, if there is one.")));

struct QueryItemsResponse {
  std::int32_t query = 0;
  std::optional<Item> item;
  std::optional<std::int32_t> count;
};
DUET_MODEL(QueryItemsResponse, DUET_FIELD(1, query, duet::doc("Which query it answers, counted from 1.")),
           DUET_FIELD(2, item, duet::doc("One that matches.")),
           DUET_FIELD(3, count, duet::doc("How many matched: the last message for a query has it, and no item.")));

// What an admin can set in [plugin.settings].
struct ItemsSettings {
  std::int32_t page_size_default = 50;
  std::int32_t page_size_max = 500;
  std::int32_t items_max = 1'000'000;
  std::int32_t import_max = 10'000;
};
DUET_MODEL(ItemsSettings,
           DUET_FIELD(1, page_size_default, duet::range(1, 10'000),
                      duet::doc("Items on a page if none are asked for.")),
           DUET_FIELD(2, page_size_max, duet::range(1, 10'000), duet::doc("Items on a page at most.")),
           DUET_FIELD(3, items_max, duet::range(1, 100'000'000), duet::doc("Items that are kept at most.")),
           DUET_FIELD(4, import_max, duet::range(1, 1'000'000), duet::doc("Items that one import may add at most.")));

}  // namespace items
