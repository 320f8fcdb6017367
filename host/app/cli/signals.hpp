// The signals that end the program.
#pragma once

namespace duet::app::cli {

/// Keeps SIGTERM and SIGINT for wait_for_end(), in this thread and in those it starts from now on, and ignores SIGPIPE.
/// To be called before the first thread is started.
void hold_signals();

/// Waits for SIGTERM or SIGINT and returns it. From then on a second one ends the program at once, with 128 + its
/// number.
int wait_for_end();

}  // namespace duet::app::cli
