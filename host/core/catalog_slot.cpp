#include "core/catalog_slot.hpp"

#include <utility>
#include <vector>

namespace duet::core {

CatalogSlot::CatalogSlot() {
  std::vector<std::string> errors;
  catalog_ = Catalog::build({}, errors);
}

void CatalogSlot::publish(std::shared_ptr<const Catalog> catalog) {
  {
    std::lock_guard lock(mutex_);
    catalog_.swap(catalog);
    version_.fetch_add(1, std::memory_order_release);
  }
  // The old catalog goes here, outside the lock, unless calls still pin it.
}

std::shared_ptr<const Catalog> CatalogSlot::load() const {
  std::lock_guard lock(mutex_);
  return catalog_;
}

void CatalogReader::refresh() {
  version_ = slot_.version();
  auto holder = std::make_shared<std::shared_ptr<const Catalog>>(slot_.load());
  const Catalog* catalog = holder->get();
  pinned_ = std::shared_ptr<const Catalog>(std::move(holder), catalog);
}

}  // namespace duet::core
