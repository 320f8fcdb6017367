#include "base/log_queue.hpp"

#include <pthread.h>
#include <signal.h>

#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace duet::base::log {
namespace {

// After a batch the thread lets lines gather, so that those who log need not wake it for each.
constexpr std::chrono::milliseconds kGather{2};
constexpr std::size_t kGatherBytesMax = LineQueue::kBytesMax / 4;

// A signal that the program handles goes to a thread of the program; SIGPIPE becomes an error of write(2).
sigset_t not_for_the_log() {
  sigset_t set;
  sigfillset(&set);
  for (const int crash : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) sigdelset(&set, crash);
  return set;
}

}  // namespace

LineQueue::LineQueue(Hooks hooks) : hooks_(std::move(hooks)) {}

void LineQueue::add(std::string_view line, bool urgent) {
  std::unique_lock lock(mutex_);
  if (!take(line, urgent)) return;
  if (!started_) start_thread();
  wake(urgent || ending_ || pending_.size() >= kGatherBytesMax);
  if (ending_) wait_written(lock, end_at_);
}

bool LineQueue::take(std::string_view line, bool urgent) {
  const std::size_t limit = kBytesMax + (urgent ? kReserveBytes : 0);
  if (!pending_.empty() && pending_.size() + line.size() > limit) {
    ++dropped_;
    return false;
  }
  pending_ += line;
  ++lines_taken_;
  return true;
}

void LineQueue::start_thread() {
  const sigset_t blocked = not_for_the_log();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  try {
    std::thread thread([this] { run(); });
    pthread_setname_np(thread.native_handle(), "duet-log");
    thread.detach();
    started_ = true;
  } catch (const std::system_error&) {
    // No thread is to be had now. The next line tries again, and this one waits for it in the queue.
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void LineQueue::wake(bool urgent) {
  const bool tell = asleep_ || (urgent && !hurry_);
  asleep_ = false;
  hurry_ = hurry_ || urgent;
  if (tell) work_.notify_one();
}

void LineQueue::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (pending_.empty()) {
      asleep_ = true;
      work_.wait(lock);
    }
    asleep_ = false;
    hurry_ = false;
    batch_.swap(pending_);
    const std::uint64_t dropped = std::exchange(dropped_, 0);
    const std::uint64_t last = lines_taken_;
    if (dropped > 0) hooks_.append_dropped(batch_, dropped);
    lock.unlock();
    hooks_.write(batch_);
    lock.lock();
    batch_.clear();
    lines_written_ = last;
    stuck_ = false;
    written_.notify_all();
    work_.wait_for(lock, kGather, [this] { return hurry_; });
  }
}

bool LineQueue::wait_written(std::unique_lock<std::mutex>& lock, Clock::time_point until) {
  const std::uint64_t last = lines_taken_;
  if (stuck_) return lines_written_ >= last;
  stuck_ = !written_.wait_until(lock, until, [this, last] { return lines_written_ >= last; });
  return !stuck_;
}

bool LineQueue::flush(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  wake(true);
  return wait_written(lock, Clock::now() + limit);
}

void LineQueue::end(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  ending_ = true;
  end_at_ = Clock::now() + limit;
  wake(true);
  wait_written(lock, end_at_);
}

void LineQueue::in_child() {
  // Threads that waited here are not in the child, but the conditions still count them.
  new (&work_) std::condition_variable;
  new (&written_) std::condition_variable;
  pending_.clear();
  batch_.clear();
  dropped_ = 0;
  lines_written_ = lines_taken_;
  started_ = asleep_ = hurry_ = stuck_ = false;
  mutex_.unlock();
}

}  // namespace duet::base::log
