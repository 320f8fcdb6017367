#include "app/cli/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

namespace duet::app::cli {
namespace {

std::atomic<bool> waiting{false};
std::promise<int> first_signal;

sigset_t ending() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

void watch() {
  const sigset_t set = ending();
  int signal = 0;
  sigwait(&set, &signal);
  if (!waiting) {
    constexpr char kText[] = "duet: ended by a signal before it was ready\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, kText, sizeof kText - 1);
    _exit(128 + signal);
  }
  first_signal.set_value(signal);
  sigwait(&set, &signal);
  _exit(128 + signal);
}

}  // namespace

void hold_signals() {
  signal(SIGPIPE, SIG_IGN);
  const sigset_t set = ending();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread(watch).detach();
}

int wait_for_end() {
  waiting = true;
  return first_signal.get_future().get();
}

}  // namespace duet::app::cli
