#include "app/cli/signals.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace duet::app::cli {
namespace {

std::mutex mutex;
std::condition_variable changed;
bool kept = false;   // these four are guarded by mutex
bool look = false;   // SIGHUP
bool times = false;  // SIGUSR1
int ending = 0;

bool leave_with_terminal = false;

bool has_terminal() {
  const int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
  if (terminal >= 0) close(terminal);
  return terminal >= 0;
}

sigset_t held() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&set, signal);
  return set;
}

void take(int signal) {
  const std::lock_guard lock(mutex);
  if (signal == SIGUSR1) {
    times = true;
  } else if (signal == SIGHUP && !(leave_with_terminal && !has_terminal())) {
    look = true;
  } else if (!kept) {
    constexpr char kText[] = "duet: ended by a signal before it was ready\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, kText, sizeof kText - 1);
    _exit(128 + signal);
  } else if (ending != 0) {
    _exit(128 + signal);
  } else {
    ending = signal;
  }
  changed.notify_all();
}

void watch() {
  const sigset_t set = held();
  for (int signal = 0;;) {
    if (sigwait(&set, &signal) == 0) take(signal);
  }
}

}  // namespace

void hold_signals() {
  signal(SIGPIPE, SIG_IGN);
  // Under nohup(1) the program stays when its terminal goes.
  struct sigaction hangup {};
  sigaction(SIGHUP, nullptr, &hangup);
  leave_with_terminal = hangup.sa_handler != SIG_IGN && has_terminal();
  const sigset_t set = held();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread(watch).detach();
}

void keep_signals() {
  const std::lock_guard lock(mutex);
  kept = true;
}

Signal wait_for_signal() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [] { return look || times || ending != 0; });
  if (ending != 0) return {ending, true};
  if (std::exchange(look, false)) return {SIGHUP, false};
  times = false;
  return {SIGUSR1, false};
}

}  // namespace duet::app::cli
