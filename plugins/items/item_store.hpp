// Where items are kept. The service knows this interface only, so that a database can take the place of the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <duet/result.hpp>

#include "items.hpp"

namespace items {

// Implementations are used by several threads at once. An id that is not known gives NOT_FOUND.
class ItemStore {
 public:
  virtual ~ItemStore() = default;

  // Keeps a new item and gives it an id. RESOURCE_EXHAUSTED when the store is full.
  virtual duet::Result<Item> insert(Item item) = 0;
  // The same for several, of which all are kept or none; their ids in the same order.
  virtual duet::Result<std::vector<std::int32_t>> insert_all(std::vector<Item> items) = 0;
  virtual duet::Result<Item> find(std::int32_t id) const = 0;
  // Up to `count` items with ids above `after`, in the order of their ids.
  virtual duet::Result<std::vector<Item>> list(std::int32_t after, std::size_t count) const = 0;
  // Changes the fields that are present.
  virtual duet::Result<Item> update(const UpdateItemRequest& change) = 0;
  virtual duet::Status erase(std::int32_t id) = 0;
};

}  // namespace items
