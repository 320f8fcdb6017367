// The host's log: one line an event, for people (console) or for machines (JSON), to stderr or to a file.
//
//   console  2026-01-31T10:11:12.345Z info  plugin loaded plugin=items routes=5
//   json     {"ts":"2026-01-31T10:11:12.345Z","level":"info","msg":"plugin loaded","plugin":"items","routes":"5"}
//
// Nobody can forge a line: control characters and broken UTF-8 are escaped in either format.
//
// Writing is synchronous, without a thread of its own. A thread that finds nobody writing hands its line to the kernel
// itself; one that finds a write under way leaves its line for the writer, which takes all waiting lines with its next
// write(2), and goes on at once. So a busy log costs few system calls and no lock is held during one; a crash can take
// with it only lines below warn that another thread was about to write; lines at warn and above are in the kernel when
// write() returns. When the reader of the log stalls, callers begin to wait once a megabyte is pending: lines are
// delayed then, never dropped.
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

// Changes where and how lines are written; lines written before go to the old place in full. Calling it again with the
// same file opens the file anew, as is wanted after it was rotated. On an error nothing changes. Before the first call
// the defaults of Options hold.
Result<void> configure(const Options& options);

// Would write() at this level write anything? One relaxed load.
bool enabled(Level level);

// Writes one line, or nothing when the level is not enabled. A failure to write is reported on stderr, at most once a
// second, and otherwise ignored: logging never fails its caller.
void write(Level level, std::string_view message, std::span<const Field> fields);
void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});

// Returns once every line written before the call is in the kernel.
void flush();

}  // namespace duet::base::log
