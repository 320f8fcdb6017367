#include "items_plugin.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "memory_item_store.hpp"

namespace items {
namespace {

// A page token is the last id of the page before.
duet::Result<std::int32_t> read_page_token(std::string_view token) {
  std::int32_t id = 0;
  const char* const end = token.data() + token.size();
  const auto [rest, error] = std::from_chars(token.data(), end, id);
  if (!token.empty() && (error != std::errc() || rest != end || id < 0)) {
    return duet::invalid_argument("page_token is not a token of this list")
        .with_violation("page_token", "must be the next_page_token of the page before", "page_token");
  }
  return id;
}

bool matches(const Item& item, const QueryItemsRequest& query) {
  return item.name.find(query.text) != item.name.npos && item.price <= query.price_max.value_or(item.price);
}

constexpr std::chrono::milliseconds kPricePause{100};  // between two looks at a price
constexpr std::size_t kQueryPage = 100;                // items that a query holds at one time

}  // namespace

Items::Items(duet::PluginContext context, const Settings& settings)
    : settings_(settings), store_(std::make_unique<MemoryItemStore>(static_cast<std::size_t>(settings.items_max))) {
  context.log().debug("items are kept in memory, {} at most", settings.items_max);
}

duet::Result<Item> Items::create(const CreateItemRequest& request, duet::Call& call) {
  duet::Result<Item> item = store_->insert({0, request.name, request.description, request.price});
  if (item) call.log().with("item_id", item->id).debug("created an item");
  return item;
}

duet::Result<Item> Items::get(const GetItemRequest& request, duet::Call&) { return store_->find(request.id); }

duet::Result<ListItemsResponse> Items::list(const ListItemsRequest& request, duet::Call&) {
  const duet::Result<std::int32_t> after = read_page_token(request.page_token);
  if (!after) return after.status();
  const std::int32_t wanted = request.page_size == 0 ? settings_.page_size_default : request.page_size;
  const auto size = static_cast<std::size_t>(std::min(wanted, settings_.page_size_max));

  // One item more than asked for tells whether there is a next page.
  duet::Result<std::vector<Item>> found = store_->list(*after, size + 1);
  if (!found) return found.status();
  ListItemsResponse page{std::move(*found), {}};
  if (page.items.size() > size) {
    page.items.pop_back();
    page.next_page_token = std::to_string(page.items.back().id);
  }
  return page;
}

duet::Result<Item> Items::update(const UpdateItemRequest& request, duet::Call&) { return store_->update(request); }

duet::Result<duet::Empty> Items::remove(const DeleteItemRequest& request, duet::Call&) {
  if (duet::Status status = store_->erase(request.id); !status.ok()) return status;
  return duet::Empty{};
}

duet::Task<duet::Status> Items::watch_prices(const WatchPricesRequest& request, duet::Writer<ItemPrice>& prices,
                                             duet::Call& call) {
  std::optional<double> known;
  for (bool waiting = true; waiting;) {
    const duet::Result<Item> item = store_->find(request.id);
    if (!item) co_return item.status();
    if (item->price != known) {
      known = item->price;
      const ItemPrice price{item->id, item->price};
      const bool taken = co_await prices.write(price);
      if (!taken) break;
    }
    waiting = co_await call.sleep_for(kPricePause);
  }
  co_return duet::cancelled("the caller has gone");
}

duet::Task<duet::Result<ImportItemsResponse>> Items::import_items(duet::Reader<CreateItemRequest>& requests,
                                                                  duet::Call& call) {
  const auto most = static_cast<std::size_t>(settings_.import_max);
  std::vector<Item> items;
  while (CreateItemRequest* request = co_await requests.read()) {
    if (items.size() == most) co_return duet::resource_exhausted("an import has {} items at most: send several", most);
    items.push_back({0, std::move(request->name), std::move(request->description), request->price});
  }
  if (!requests.status().ok()) co_return requests.status();

  duet::Result<std::vector<std::int32_t>> ids = store_->insert_all(std::move(items));
  if (!ids) co_return ids.status();
  call.log().with("count", ids->size()).info("imported items");
  co_return ImportItemsResponse{static_cast<std::int32_t>(ids->size()), std::move(*ids)};
}

duet::Task<duet::Status> Items::query_items(duet::Reader<QueryItemsRequest>& queries,
                                            duet::Writer<QueryItemsResponse>& answers, duet::Call&) {
  for (std::int32_t number = 1; const QueryItemsRequest* query = co_await queries.read(); ++number) {
    QueryItemsResponse last{number, std::nullopt, 0};
    std::int32_t after = 0;
    while (true) {
      const duet::Result<std::vector<Item>> page = store_->list(after, kQueryPage);
      if (!page) co_return page.status();
      if (page->empty()) break;
      for (const Item& item : *page) {
        if (!matches(item, *query)) continue;
        const QueryItemsResponse answer{number, item, std::nullopt};
        const bool taken = co_await answers.write(answer);
        if (!taken) co_return duet::cancelled("the caller has gone");
        ++*last.count;
      }
      after = page->back().id;
    }
    const bool taken = co_await answers.write(last);
    if (!taken) co_return duet::cancelled("the caller has gone");
  }
  co_return queries.status();
}

void Items::describe(duet::Plugin<Items>& plugin) {
  plugin.id("com.example.items").version("1.0.0");
  auto& service = plugin.service("items.v1.Items").doc("A catalogue of items.");
  service.unary("CreateItem", &Items::create).post("/items").doc("Adds an item to the catalogue.");
  // The store is in memory: reading from it takes no longer than handing the call to another thread would.
  service.unary("GetItem", &Items::get).get("/items/{id}").runs_inline().doc("Reads one item.");
  service.unary("ListItems", &Items::list).get("/items").doc("Reads the items, one page at a time.");
  service.unary("UpdateItem", &Items::update)
      .patch("/items/{id}")
      .idempotent()
      .doc("Changes the fields of an item that are present in the request.");
  service.unary("DeleteItem", &Items::remove).del("/items/{id}").doc("Takes an item out of the catalogue.");
  service.server_stream("WatchPrices", &Items::watch_prices)
      .get("/items/{id}:watch")
      .doc("Tells the price of an item, and tells it again whenever it has changed, until the caller leaves.");
  service.client_stream("ImportItems", &Items::import_items)
      .post("/items:import")
      .doc("Adds many items. If one of them cannot be added, none is.");
  service.bidi("QueryItems", &Items::query_items)
      .post("/items:query")
      .doc("Answers each query with the items that match, one by one, in the order of their ids.");
}

}  // namespace items

DUET_PLUGIN(items::Items)
