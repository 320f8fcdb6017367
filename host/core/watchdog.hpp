// Names handlers that hold a door's thread for too long: everything that the door has to do waits behind them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <duet/abi/base.h>

namespace duet::core {

/// Looks at the threads of the doors a few times in each limit. A handler above it is told once while it runs, so that
/// one that never returns has a name too.
class Watchdog {
 public:
  /// `tell` is called from the watchdog's thread with the call and how long its handler has held the thread. No limit
  /// (0): nothing is watched.
  Watchdog(std::int64_t limit_ns, std::function<void(duet_call, std::int64_t held_ns)> tell);
  /// No handler is watched any more by then.
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// A handler that runs on this thread. One within another (a call that leads to a second one) hides it for a while.
  class Watch {
   public:
    Watch(Watchdog& watchdog, duet_call call, std::int64_t now_ns);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    struct Place;
    friend class Watchdog;
    Place* place_ = nullptr;  // null where nothing is watched
    duet_call outer_call_ = 0;
    std::int64_t outer_since_ns_ = 0;
  };

 private:
  using Place = Watch::Place;

  Place* place_of_this_thread();
  void run();
  void look(std::int64_t now_ns);

  const std::int64_t limit_ns_;
  const std::function<void(duet_call, std::int64_t)> tell_;
  const std::uint64_t id_;  // never used again: threads remember their place by it
  std::mutex mutex_;
  std::condition_variable stop_;
  // Guarded by mutex_.
  std::vector<std::shared_ptr<Place>> places_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace duet::core
