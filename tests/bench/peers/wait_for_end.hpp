// How a bare server ends: on SIGTERM or SIGINT, which no other thread may see.
#pragma once

#include <csignal>
#include <initializer_list>

namespace duet::bench {

// Make one at the beginning of main(), before any thread starts; wait() returns when the server is to end.
class EndSignal {
 public:
  EndSignal() {
    sigemptyset(&signals_);
    for (const int signal : {SIGTERM, SIGINT}) sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  void wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
  }

 private:
  sigset_t signals_{};
};

}  // namespace duet::bench
