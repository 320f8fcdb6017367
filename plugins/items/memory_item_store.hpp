// Items in memory: gone when the host stops.
#pragma once

#include <map>
#include <shared_mutex>

#include "item_store.hpp"

namespace items {

class MemoryItemStore final : public ItemStore {
 public:
  explicit MemoryItemStore(std::size_t items_max) : items_max_(items_max) {}

  duet::Result<Item> insert(Item item) override;
  duet::Result<std::vector<std::int32_t>> insert_all(std::vector<Item> items) override;
  duet::Result<Item> find(std::int32_t id) const override;
  duet::Result<std::vector<Item>> list(std::int32_t after, std::size_t count) const override;
  duet::Result<Item> update(const UpdateItemRequest& change) override;
  duet::Status erase(std::int32_t id) override;

 private:
  bool has_room_for(std::size_t count) const;  // under mutex_

  const std::size_t items_max_;
  mutable std::shared_mutex mutex_;
  std::map<std::int32_t, Item> items_;  // guarded by mutex_
  std::int32_t last_id_ = 0;            // guarded by mutex_
};

}  // namespace items
