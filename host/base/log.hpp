// The host's log: one line an event, for people (console) or for machines (JSON), to stderr or to a file.
//
//   console  2026-01-31T10:11:12.345Z info  plugin loaded plugin=items routes=5
//   json     {"ts":"2026-01-31T10:11:12.345Z","level":"info","msg":"plugin loaded","plugin":"items","routes":"5"}
//
// Nobody can forge a line: control characters and broken UTF-8 are escaped in either format.
//
// A log that nobody reads stops nothing. A line goes to a queue of bounded size, which one thread writes out: at once
// when it has nothing to do, else with the lines of the next milliseconds, so that a busy log costs few system calls.
// Whoever logs never waits. While the reader stalls, a megabyte of lines waits for it, and a quarter more at warn and
// above; further lines are dropped and counted, and the count is a line of its own at warn where they are missing.
// The lines of one thread stay in order. When the program returns from main or calls exit(), what is queued is written,
// for which the end waits at most a second; a crash or _exit() can take the last milliseconds' lines with it. A child
// after fork() has a log of its own on the same target, and none of its parent's lines.
//
// Every function may be called from any thread, also while the process ends.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace duet::base::log {

// The values are those of <duet/abi/host.h>.
enum class Level { trace = 0, debug = 1, info = 2, warn = 3, error = 4 };

enum class Format { console, json };

struct Options {
  Level level = Level::info;
  Format format = Format::console;
  std::string file;  // appended to, created with mode 0640 where it is missing; empty = stderr
};

// One named value of a line. Both texts are borrowed for the duration of the call.
struct Field {
  std::string_view key;
  std::string_view value;
};

// Changes where and how lines are written; lines written before go to the old place in full, unless that takes none for
// a second. Calling it again with the same file opens the file anew, as is wanted after it was rotated. On an error
// nothing changes. Before the first call the defaults of Options hold.
Result<void> configure(const Options& options);

// Would write() at this level write anything? One relaxed load.
bool enabled(Level level);

// Queues one line, or nothing when the level is not enabled. A failure to write is reported on stderr, at most once a
// second, and otherwise ignored: logging never fails its caller.
void write(Level level, std::string_view message, std::span<const Field> fields);
void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});

// Returns once every line written before the call is in the kernel, and after a second at the latest.
void flush();

}  // namespace duet::base::log
