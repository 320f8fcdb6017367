// What the bare servers answer from: the same item that the host's plugin holds, behind a mutex as a service that also
// writes would have it.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace duet::bench {

struct Item {
  std::int32_t id = 0;
  std::string name;
  std::string description;
  double price = 0;
};

// Safe from every thread.
class ItemStore {
 public:
  ItemStore() { items_[1] = {1, "Lamp", "A desk lamp", 19.5}; }

  [[nodiscard]] std::optional<Item> find(std::int32_t id) const {
    const std::lock_guard lock(mutex_);
    const auto found = items_.find(id);
    if (found == items_.end()) return std::nullopt;
    return found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::int32_t, Item> items_;  // guarded by mutex_
};

}  // namespace duet::bench
