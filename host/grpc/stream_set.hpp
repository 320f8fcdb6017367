// The streams of a service that are open now, so that they can be told things and ended.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

namespace duet::grpc_door {

/// A set of streams, shared so that none goes away while it is being told something. All functions may be called from
/// any thread.
template <class Stream>
class StreamSet {
 public:
  void add(std::shared_ptr<Stream> stream) {
    const std::lock_guard lock(mutex_);
    open_.insert(std::move(stream));
  }

  void remove(const std::shared_ptr<Stream>& stream) {
    const std::lock_guard lock(mutex_);
    open_.erase(stream);
  }

  /// Those that are open now. A stream may end meanwhile; what is done to it then has no effect.
  std::vector<std::shared_ptr<Stream>> snapshot() const {
    const std::lock_guard lock(mutex_);
    return {open_.begin(), open_.end()};
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_set<std::shared_ptr<Stream>> open_;  // guarded by mutex_
};

}  // namespace duet::grpc_door
