#include "items_plugin.hpp"

#include <algorithm>
#include <charconv>
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
}

}  // namespace items

DUET_PLUGIN(items::Items)
