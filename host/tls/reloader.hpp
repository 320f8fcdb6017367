// Looks after certificates that are renewed while the host serves.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tls/store.hpp"

namespace duet::tls {

/// A thread that reloads stores at an interval, and when it is told to. The log says what has come of it: the new
/// certificate, or why the old one stays.
class Reloader {
 public:
  struct Watched {
    std::string name;  // for the log: "rest"
    std::shared_ptr<Store> store;
  };

  /// `interval` 0: only look_now(). Nobody else may reload the stores.
  explicit Reloader(std::vector<Watched> watched, std::chrono::milliseconds interval = std::chrono::seconds(60));
  /// Ends the thread.
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /// Looks at the files at once instead of at the next turn. Does not wait for it. Any thread.
  void look_now();

 private:
  void run();

  const std::vector<Watched> watched_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool asked_ = false;   // guarded by mutex_
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace duet::tls
