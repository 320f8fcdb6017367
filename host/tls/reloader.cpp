#include "tls/reloader.hpp"

#include <pthread.h>

#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "tls/expiry.hpp"

namespace duet::tls {
namespace {

void look_at(const Reloader::Watched& one) {
  const auto reloaded = one.store->reload();
  if (!reloaded) {
    base::log::write(base::log::Level::warn, "new certificate is not taken, the old one stays",
                     {{"door", one.name}, {"why", reloaded.error().message}});
  } else if (*reloaded) {
    const std::string text = describe(*one.store->current(), base::wall_ns() / 1'000'000'000);
    base::log::write(base::log::Level::info, "new certificate", {{"door", one.name}, {"certificate", text}});
  }
}

}  // namespace

Reloader::Reloader(std::vector<Watched> watched, std::chrono::milliseconds interval)
    : watched_(std::move(watched)), interval_(interval), thread_([this] { run(); }) {
  ::pthread_setname_np(thread_.native_handle(), "duet-tls");
}

Reloader::~Reloader() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  woken_.notify_all();
  thread_.join();
}

void Reloader::look_now() {
  {
    const std::lock_guard lock(mutex_);
    asked_ = true;
  }
  woken_.notify_all();
}

void Reloader::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const auto is_woken = [this] { return asked_ || ending_; };
    if (interval_.count() > 0) {
      woken_.wait_for(lock, interval_, is_woken);
    } else {
      woken_.wait(lock, is_woken);
    }
    if (ending_) return;
    asked_ = false;
    lock.unlock();
    for (const Watched& one : watched_) look_at(one);
    lock.lock();
  }
}

}  // namespace duet::tls
