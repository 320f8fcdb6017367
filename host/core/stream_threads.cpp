#include "core/stream_threads.hpp"

#include <chrono>
#include <system_error>
#include <thread>

namespace duet::core {
namespace {

constexpr std::chrono::seconds kIdle{10};

}  // namespace

StreamThreads::~StreamThreads() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  ready_.notify_all();
  ended_.wait(lock, [this] { return threads_ == 0; });
}

bool StreamThreads::try_run(Work work) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() < idle_) {
    queue_.push_back(work);
    ready_.notify_one();
    return true;
  }
  if (threads_ == most_) return false;
  queue_.push_back(work);
  ++threads_;
  ++idle_;  // Until it has taken the work.
  try {
    std::thread([this] { run(); }).detach();
  } catch (const std::system_error&) {
    queue_.pop_back();
    --threads_;
    --idle_;
    return false;
  }
  return true;
}

void StreamThreads::run() {
  std::unique_lock lock(mutex_);
  while (ready_.wait_for(lock, kIdle, [this] { return stopping_ || !queue_.empty(); }) && !queue_.empty()) {
    const Work work = queue_.front();
    queue_.pop_front();
    --idle_;
    lock.unlock();
    work.run(work.subject);
    lock.lock();
    ++idle_;
  }
  --idle_;
  // Under the lock, because whoever waits for it may be gone as soon as it is free.
  if (--threads_ == 0) ended_.notify_all();
}

}  // namespace duet::core
