// The signals that end the program.
#pragma once

namespace duet::app::cli {

/// Keeps SIGTERM and SIGINT from ending the program at once, and ignores SIGPIPE. To be called before the first thread
/// is started. Until wait_for_end() is called, a signal still ends the program, with 128 + its number: a plugin that
/// hangs while it is loaded must not make the host immune.
void hold_signals();

/// Waits for SIGTERM or SIGINT and returns it. From then on a second one ends the program at once, with 128 + its
/// number.
int wait_for_end();

}  // namespace duet::app::cli
