// Where a handler that holds its thread waits for its stream to move.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace duet::core {

/// Counts what has happened to a stream. A waiter reads the count, looks whether it can go on, and waits until the
/// count has moved past what it read: so nothing that happens in between is missed. All functions from any thread.
class StreamWait {
 public:
  std::uint64_t count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  void wake() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    moved_.notify_all();
  }
  void wait_past(std::uint64_t count) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return count_ != count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable moved_;
  std::uint64_t count_ = 0;  // guarded by mutex_
};

}  // namespace duet::core
