// The bounded pool of threads for handlers that may block.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace duet::core {

/// One piece of work: a function and what it works on. Plain, so that queueing it allocates nothing of its own.
struct Work {
  void (*run)(void* subject) noexcept = nullptr;
  void* subject = nullptr;
};

/// Runs work on its own threads, in the order it came. All functions may be called from any thread.
class Executor {
 public:
  /// `queue_limit`: how much work may wait before try_submit() refuses more.
  Executor(std::size_t threads, std::size_t queue_limit);
  /// Runs what is queued, then joins.
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// False if the queue is full: the caller must answer for the work itself.
  [[nodiscard]] bool try_submit(Work work);

  /// For work that must not be lost, such as events of a call that is already running. Not limited.
  void submit(Work work);

  std::size_t threads() const { return threads_.size(); }

 private:
  void run();

  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable ready_;
  // Guarded by mutex_.
  std::deque<Work> queue_;
  std::size_t idle_ = 0;
  bool stopping_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace duet::core
