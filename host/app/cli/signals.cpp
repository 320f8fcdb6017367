#include "app/cli/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include <thread>

namespace duet::app::cli {
namespace {

sigset_t ending() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void hold_signals() {
  signal(SIGPIPE, SIG_IGN);
  const sigset_t set = ending();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int wait_for_end() {
  const sigset_t set = ending();
  int first = 0;
  sigwait(&set, &first);
  std::thread([set] {
    int second = 0;
    sigwait(&set, &second);
    _exit(128 + second);
  }).detach();
  return first;
}

}  // namespace duet::app::cli
