// Threads for handlers that hold one for as long as their stream lasts.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

#include "core/executor.hpp"

namespace duet::core {

/// Gives each piece of work a thread at once, or refuses it: work that may last for hours must not wait behind other
/// such work. Threads are made when they are needed and end after some idle time. All functions from any thread.
class StreamThreads {
 public:
  /// `most`: threads at one time.
  explicit StreamThreads(std::size_t most) : most_(most) {}
  /// Waits until all work is done and every thread has ended.
  ~StreamThreads();
  StreamThreads(const StreamThreads&) = delete;
  StreamThreads& operator=(const StreamThreads&) = delete;

  /// False if all threads are busy, or the system has no more: the caller must answer for the work itself.
  [[nodiscard]] bool try_run(Work work);

 private:
  void run();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::condition_variable ended_;
  // Guarded by mutex_.
  std::deque<Work> queue_;  // each with an idle thread that is on its way to it
  std::size_t idle_ = 0;
  std::size_t threads_ = 0;
  bool stopping_ = false;
};

}  // namespace duet::core
