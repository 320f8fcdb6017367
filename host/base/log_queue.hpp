// The queue between those who log and the one thread that writes: no caller ever waits for the log's reader.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace duet::base::log {

// Every function may be called from any thread. The thread starts with the first line, blocks all signals but those of
// a crash, and lasts as long as the process, which it does not keep from ending. The child of a fork(2) begins with an
// empty queue and a thread of its own; the parent writes what was queued before.
class LineQueue {
 public:
  struct Hooks {
    // Hands bytes to the kernel. Called by the queue's thread alone, and may block.
    std::function<void(std::string_view bytes)> write;
    // Appends the line that says how many are missing. Called with the queue locked.
    std::function<void(std::string& out, std::uint64_t dropped)> append_dropped;
  };

  // How much may wait beside what is being written. Lines at warn and above may use the reserve as well.
  static constexpr std::size_t kBytesMax = std::size_t{1} << 20;
  static constexpr std::size_t kReserveBytes = std::size_t{1} << 18;

  // Never destroyed: its thread is not joined.
  explicit LineQueue(Hooks hooks);
  LineQueue(const LineQueue&) = delete;
  LineQueue& operator=(const LineQueue&) = delete;
  ~LineQueue() = delete;

  // Takes a finished line, or drops and counts it when there is no room. An empty queue has room for any line.
  // `urgent`: may use the reserve, and is written without waiting for others.
  void add(std::string_view line, bool urgent);

  // Waits until every line that was added before is in the kernel, at most `limit`; not at all when somebody has waited
  // in vain and nothing was written since. False: some lines are not written.
  bool flush(std::chrono::milliseconds limit);

  // From now on add() waits for its line, all its callers together at most `limit`: the process is ending.
  void end(std::chrono::milliseconds limit);

  // Around fork(2): nobody else changes the queue between the two, and the child calls the third.
  void before_fork() { mutex_.lock(); }
  void after_fork() { mutex_.unlock(); }
  void in_child();

 private:
  using Clock = std::chrono::steady_clock;

  // @pre the lock is held, for all of these.
  bool take(std::string_view line, bool urgent);
  void start_thread();
  void wake(bool urgent);
  bool wait_written(std::unique_lock<std::mutex>& lock, Clock::time_point until);

  void run();

  const Hooks hooks_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable written_;

  // guarded by mutex_
  std::string pending_;
  std::string batch_;  // its bytes belong to the thread while it writes
  std::uint64_t dropped_ = 0;
  std::uint64_t lines_taken_ = 0;
  std::uint64_t lines_written_ = 0;
  bool started_ = false;
  bool asleep_ = false;  // the thread waits for a line
  bool hurry_ = false;   // the thread is not to gather more lines
  bool stuck_ = false;   // somebody waited in vain for the batch
  bool ending_ = false;
  Clock::time_point end_at_;
};

}  // namespace duet::base::log
