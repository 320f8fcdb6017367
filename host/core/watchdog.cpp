#include "core/watchdog.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/clock.hpp"

namespace duet::core {

/// What one thread of a door is in the middle of. Written by that thread, but for `told`.
struct Watchdog::Watch::Place {
  std::atomic<duet_call> call{0};
  std::atomic<std::int64_t> since_ns{0};  // 0: it runs no handler
  std::int64_t told_since_ns = 0;         // the watchdog's own: which run it has told of
  std::atomic<bool> thread_is_gone{false};

  // Whoever reads the same time before and after the call has read the call of that time.
  void change(duet_call next, std::int64_t next_since_ns) {
    since_ns.store(0, std::memory_order_relaxed);
    call.store(next, std::memory_order_release);
    since_ns.store(next_since_ns, std::memory_order_release);
  }
};

namespace {

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

Watchdog::Watchdog(std::int64_t limit_ns, std::function<void(duet_call, std::int64_t)> tell)
    : limit_ns_(limit_ns), tell_(std::move(tell)), id_(next_id()) {
  if (limit_ns_ > 0) thread_ = std::thread([this] { run(); });
}

Watchdog::~Watchdog() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

Watchdog::Place* Watchdog::place_of_this_thread() {
  // A thread serves one watchdog, but in programs that embed several hosts: then it has the last one's place.
  struct Mine {
    std::uint64_t watchdog = 0;
    std::shared_ptr<Place> place;
    void leave() {
      if (place) place->thread_is_gone.store(true, std::memory_order_release);
    }
    ~Mine() { leave(); }
  };
  static thread_local Mine mine;
  if (mine.watchdog != id_) {
    mine.leave();
    mine.place = std::make_shared<Place>();
    mine.watchdog = id_;
    const std::lock_guard lock(mutex_);
    places_.push_back(mine.place);
  }
  return mine.place.get();
}

Watchdog::Watch::Watch(Watchdog& watchdog, duet_call call, std::int64_t now_ns) {
  if (watchdog.limit_ns_ <= 0) return;
  place_ = watchdog.place_of_this_thread();
  outer_call_ = place_->call.load(std::memory_order_relaxed);
  outer_since_ns_ = place_->since_ns.load(std::memory_order_relaxed);
  place_->change(call, now_ns);
}

Watchdog::Watch::~Watch() {
  if (place_ == nullptr) return;
  place_->change(outer_call_, outer_since_ns_);
}

void Watchdog::run() {
  const std::chrono::nanoseconds pause(std::max<std::int64_t>(limit_ns_ / 4, 1'000'000));
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, pause, [this] { return stopping_; })) look(base::monotonic_ns());
}

void Watchdog::look(std::int64_t now_ns) {
  std::erase_if(places_, [](const auto& place) { return place->thread_is_gone.load(std::memory_order_acquire); });
  for (const auto& place : places_) {
    const std::int64_t since_ns = place->since_ns.load(std::memory_order_acquire);
    if (since_ns == 0 || now_ns - since_ns < limit_ns_ || place->told_since_ns == since_ns) continue;
    const duet_call call = place->call.load(std::memory_order_acquire);
    if (place->since_ns.load(std::memory_order_acquire) != since_ns) continue;
    place->told_since_ns = since_ns;
    tell_(call, now_ns - since_ns);
  }
}

}  // namespace duet::core
