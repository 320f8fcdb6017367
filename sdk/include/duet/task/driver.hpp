// The engine of one coroutine call: it runs the coroutine whenever the host calls back.
//
// Threads: start(), on_resume() and on_cancel() come from [data] callbacks, which never overlap for one call, so that
// the coroutine and everything here needs no lock. Only wake() may come from elsewhere; it touches constants alone.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <string_view>
#include <utility>

#include "ends.hpp"

namespace duet::detail {

// A place where a coroutine waits. It lives in the coroutine's frame.
class Suspension {
 public:
  // The call was cancelled. True: the coroutine shall go on now. False: it is about to be woken anyway.
  virtual bool give_up() = 0;

 protected:
  ~Suspension() = default;
};

class Driver {
 public:
  Driver(const duet_host* host, duet_call call, std::int64_t deadline_ns)
      : host_(host), call_(call), deadline_ns_(deadline_ns) {}
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  bool cancelled() const { return cancelled_ || host_->cancelled(host_->host, call_) != 0; }

  bool deadline_passed() const {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return deadline_ns_ != 0 && std::chrono::nanoseconds(now).count() >= deadline_ns_;
  }

  // Has `handle` run next, as soon as what runs now has suspended. Coroutines that await one another take turns in a
  // loop: the stack does not grow with their number, whether or not the compiler makes tail calls.
  void schedule(std::coroutine_handle<> handle) { next_ = handle; }

  // The running coroutine suspends here until on_resume() comes with the tag that this returns.
  std::uint64_t suspend(std::coroutine_handle<> handle, Suspension* suspension) {
    waiting_ = handle;
    suspension_ = suspension;
    return ++tag_;
  }
  // Takes suspend() back: the coroutine did not suspend after all.
  void unsuspend() {
    waiting_ = {};
    suspension_ = nullptr;
  }

  // [any] Asks the host for on_resume(tag). False if it refuses.
  bool wake(std::uint64_t tag, std::chrono::nanoseconds delay) const {
    return host_->resume(host_->host, call_, tag, delay.count()) == 0;
  }

  void on_resume(std::uint64_t tag) {
    // An older wake-up may still be under way when cancellation has moved the coroutine on.
    if (waiting_ && tag == tag_) run(std::exchange(waiting_, {}));
  }
  void on_receive(std::string_view piece, bool end) {
    if (!inlet_ || !std::exchange(inlet_->waiting, false)) return;  // Cancellation has moved the coroutine on.
    inlet_->piece = piece;
    inlet_->ended = end;
    run(std::exchange(waiting_, {}));
  }
  void on_sendable() {
    if (outlet_ && std::exchange(outlet_->waiting, false)) run(std::exchange(waiting_, {}));
  }
  void on_cancel() {
    cancelled_ = true;
    if (waiting_ && suspension_->give_up()) run(std::exchange(waiting_, {}));
  }

 protected:
  // Runs until everything has suspended. After it the call may be over and this object gone.
  void run(std::coroutine_handle<> handle) {
    next_ = handle;
    while (next_) std::exchange(next_, {}).resume();
    if (!waiting_) complete();
  }
  // What streams into the coroutine and out of it, or null.
  void set_ends(Inlet* inlet, Outlet* outlet) {
    inlet_ = inlet;
    outlet_ = outlet;
  }
  // The coroutine has run to its end. Answers the call; this object is gone afterwards.
  virtual void complete() noexcept = 0;
  ~Driver() = default;

 private:
  const duet_host* const host_;
  const duet_call call_;
  const std::int64_t deadline_ns_;
  std::coroutine_handle<> next_;
  std::coroutine_handle<> waiting_;
  Suspension* suspension_ = nullptr;
  Inlet* inlet_ = nullptr;
  Outlet* outlet_ = nullptr;
  std::uint64_t tag_ = 0;
  bool cancelled_ = false;
};

}  // namespace duet::detail
