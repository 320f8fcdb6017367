#include "core/executor.hpp"

#include <algorithm>

namespace duet::core {

Executor::Executor(std::size_t threads, std::size_t queue_limit) : queue_limit_(queue_limit) {
  threads = std::max<std::size_t>(threads, 1);
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Executor::~Executor() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Executor::try_submit(Work work) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_limit_ + idle_) return false;
    queue_.push_back(work);
    wake = idle_ > 0;
  }
  if (wake) ready_.notify_one();
  return true;
}

void Executor::submit(Work work) {
  {
    std::lock_guard lock(mutex_);
    queue_.push_back(work);
  }
  ready_.notify_one();
}

void Executor::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (!queue_.empty()) {
      const Work work = queue_.front();
      queue_.pop_front();
      lock.unlock();
      work.run(work.subject);
      lock.lock();
    } else if (stopping_) {
      return;
    } else {
      ++idle_;
      ready_.wait(lock);
      --idle_;
    }
  }
}

}  // namespace duet::core
