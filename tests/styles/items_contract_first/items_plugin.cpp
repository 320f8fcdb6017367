// items.v1.Items once more, from a .proto: the contract is that of plugins/items, which describes itself in C++.
#include <duet/plugin.hpp>
#include <utility>

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
