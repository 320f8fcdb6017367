// The published catalog, and how threads read it without contending.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "core/catalog.hpp"

namespace duet::core {

/// Holds the catalog that new calls begin with. publish() swaps it as a whole; readers see the old one or the new one.
/// All functions may be called from any thread.
class CatalogSlot {
 public:
  CatalogSlot();

  void publish(std::shared_ptr<const Catalog> catalog);
  /// Never null. Takes a lock: for the hot path use a CatalogReader.
  std::shared_ptr<const Catalog> load() const;
  /// Grows with each publish().
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Catalog> catalog_;  // guarded by mutex_
  std::atomic<std::uint64_t> version_{0};
};

/// One thread's view of a CatalogSlot. Reading costs one load of a counter that is written only at a publish. Each
/// reader hands out pins with a reference count of its own, so that threads that pin the same catalog do not contend
/// for one. Not thread safe: one reader a thread.
class CatalogReader {
 public:
  explicit CatalogReader(const CatalogSlot& slot) : slot_(slot) {}

  /// The catalog as it is now; never null. Valid until the next call of current() on this reader; copy the pointer to
  /// keep it longer.
  const std::shared_ptr<const Catalog>& current() {
    if (version_ != slot_.version()) refresh();
    return pinned_;
  }

 private:
  void refresh();

  const CatalogSlot& slot_;
  std::uint64_t version_ = ~std::uint64_t{0};
  std::shared_ptr<const Catalog> pinned_;
};

}  // namespace duet::core
