#include "memory_item_store.hpp"

#include <limits>
#include <mutex>
#include <utility>

namespace items {
namespace {

duet::Status item_not_found() { return duet::not_found("Item not found"); }

}  // namespace

duet::Result<Item> MemoryItemStore::insert(Item item) {
  const std::lock_guard lock(mutex_);
  if (!has_room_for(1)) return duet::resource_exhausted("no more than {} items can be kept", items_max_);
  item.id = ++last_id_;
  return items_.emplace(item.id, std::move(item)).first->second;
}

duet::Result<std::vector<std::int32_t>> MemoryItemStore::insert_all(std::vector<Item> items) {
  const std::lock_guard lock(mutex_);
  if (!has_room_for(items.size())) return duet::resource_exhausted("no more than {} items can be kept", items_max_);
  std::vector<std::int32_t> ids;
  for (Item& item : items) {
    item.id = ++last_id_;
    ids.push_back(item.id);
    items_.emplace(item.id, std::move(item));
  }
  return ids;
}

bool MemoryItemStore::has_room_for(std::size_t count) const {
  const auto ids_left = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() - last_id_);
  return count <= items_max_ - items_.size() && count <= ids_left;
}

duet::Result<Item> MemoryItemStore::find(std::int32_t id) const {
  const std::shared_lock lock(mutex_);
  const auto found = items_.find(id);
  if (found == items_.end()) return item_not_found();
  return found->second;
}

duet::Result<std::vector<Item>> MemoryItemStore::list(std::int32_t after, std::size_t count) const {
  const std::shared_lock lock(mutex_);
  std::vector<Item> page;
  for (auto next = items_.upper_bound(after); next != items_.end() && page.size() < count; ++next) {
    page.push_back(next->second);
  }
  return page;
}

duet::Result<Item> MemoryItemStore::update(const UpdateItemRequest& change) {
  const std::lock_guard lock(mutex_);
  const auto found = items_.find(change.id);
  if (found == items_.end()) return item_not_found();
  Item& item = found->second;
  if (change.name) item.name = *change.name;
  if (change.description) item.description = *change.description;
  if (change.price) item.price = *change.price;
  return item;
}

duet::Status MemoryItemStore::erase(std::int32_t id) {
  const std::lock_guard lock(mutex_);
  if (items_.erase(id) == 0) return item_not_found();
  return {};
}

}  // namespace items
