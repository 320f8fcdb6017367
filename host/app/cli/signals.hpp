// The signals that the program acts on.
#pragma once

namespace duet::app::cli {

struct Signal {
  int number = 0;
  bool ends = true;  // false: SIGHUP asks for a look at the certificates, SIGUSR1 for measured times
};

/// Keeps SIGTERM, SIGINT, SIGHUP and SIGUSR1 from ending the program at once, and ignores SIGPIPE. To be called before
/// the first thread is started. Until keep_signals() is called, SIGTERM and SIGINT still end the program, with 128 +
/// the number: a plugin that hangs while it is loaded must not make the host immune.
void hold_signals();

/// From now on signals wait for wait_for_signal(). To be called before anybody is told that the program is ready.
void keep_signals();

/// Waits for the next signal. After the first one that ends the program a second one ends it at once, with 128 + its
/// number. A SIGHUP because the terminal that the program was started from is gone ends it too, as for any program.
Signal wait_for_signal();

}  // namespace duet::app::cli
