#include "tls/store.hpp"

#include <utility>

namespace duet::tls {

Store::Store(std::shared_ptr<const Credentials> first) : current_(std::move(first)) {}

std::shared_ptr<const Credentials> Store::current() const { return current_.load(std::memory_order_acquire); }

}  // namespace duet::tls
