// items.v1.Items once more, from a .proto: the contract is that of plugins/items, which describes itself in C++.
#include <chrono>
#include <duet/plugin.hpp>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "../shelf.hpp"
#include "items/v1/items.duet.hpp"
#include "items/v1/settings.duet.hpp"

namespace items::v1 {
namespace {

class Items : public ItemsBase<Items> {
 public:
  using Settings = v1::Settings;
  Items(duet::PluginContext, Settings settings) : settings_(settings) {
    if (settings_.page_size_default == 0) settings_.page_size_default = 50;
    if (settings_.page_size_max == 0) settings_.page_size_max = 500;
    if (settings_.import_max == 0) settings_.import_max = 10'000;
  }

  // As a coroutine, which the .proto does not care about.
  duet::Task<duet::Result<Item>> create_item(CreateItemRequest request, duet::Call&) {
    Item item{0, std::move(request.name), std::move(request.description), request.price};
    co_return shelf_.insert(std::move(item), [](const Item&, const auto&) { return duet::Status(); });
  }
  duet::Result<Item> get_item(const GetItemRequest& request, duet::Call&) { return shelf_.find(request.id); }
  duet::Result<ListItemsResponse> list_items(const ListItemsRequest& request, duet::Call&) {
    auto page = shelf_.page(request.page_token, styles::page_size(request.page_size, settings_));
    if (!page) return page.status();
    return ListItemsResponse{std::move(page->first), std::move(page->second)};
  }
  duet::Result<Item> update_item(const UpdateItemRequest& request, duet::Call&) {
    return shelf_.update(request.id, [&](Item& item, const auto&) {
      if (request.name) item.name = *request.name;
      if (request.description) item.description = *request.description;
      if (request.price) item.price = *request.price;
      return duet::Status();
    });
  }
  duet::Result<duet::Empty> delete_item(const DeleteItemRequest& request, duet::Call&) {
    if (duet::Status status = shelf_.erase(request.id); !status.ok()) return status;
    return duet::Empty{};
  }
  // Streams as plain functions, which wait.
  duet::Status watch_prices(const WatchPricesRequest& request, duet::Writer<ItemPrice>& prices, duet::Call& call) {
    std::optional<double> known;
    for (; !call.cancelled(); std::this_thread::sleep_for(std::chrono::milliseconds(20))) {
      const duet::Result<Item> item = shelf_.find(request.id);
      if (!item) return item.status();
      if (item->price == known) continue;
      known = item->price;
      const ItemPrice price{item->id, item->price};
      if (!prices.write(price).wait()) break;
    }
    return duet::cancelled("the caller has gone");
  }
  duet::Result<ImportItemsResponse> import_items(duet::Reader<CreateItemRequest>& requests, duet::Call&) {
    const auto most = static_cast<std::size_t>(settings_.import_max);
    std::vector<Item> items;
    while (CreateItemRequest* request = requests.read().wait()) {
      if (items.size() == most) return duet::resource_exhausted("an import has {} items at most: send several", most);
      items.push_back({0, std::move(request->name), std::move(request->description), request->price});
    }
    if (!requests.status().ok()) return requests.status();
    ImportItemsResponse response;
    response.ids = shelf_.insert_all(std::move(items));
    response.count = static_cast<std::int32_t>(response.ids.size());
    return response;
  }
  duet::Status query_items(duet::Reader<QueryItemsRequest>& queries, duet::Writer<QueryItemsResponse>& answers,
                           duet::Call&) {
    for (std::int32_t number = 1; const QueryItemsRequest* query = queries.read().wait(); ++number) {
      QueryItemsResponse last{number, std::nullopt, 0};
      for (const Item& item : shelf_.all()) {
        const bool fits = item.name.find(query->text) != item.name.npos;
        if (!fits || item.price > query->price_max.value_or(item.price)) continue;
        const QueryItemsResponse answer{number, item, std::nullopt};
        if (!answers.write(answer).wait()) return duet::cancelled("the caller has gone");
        ++*last.count;
      }
      if (!answers.write(last).wait()) return duet::cancelled("the caller has gone");
    }
    return queries.status();
  }

  static void describe(duet::Plugin<Items>& plugin) {
    plugin.id("com.example.items").version("1.0.0");
    describe_service(plugin).method("GetItem").runs_inline();
  }

 private:
  Settings settings_;
  styles::Shelf<Item> shelf_{"Item"};
};

}  // namespace
}  // namespace items::v1

DUET_PLUGIN(items::v1::Items)
