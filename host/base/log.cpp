#include "base/log.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <spdlog/logger.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <system_error>

#include "base/clock.hpp"
#include "base/log_format.hpp"
#include "base/log_queue.hpp"
#include "base/log_sink.hpp"

namespace duet::base::log {
namespace {

enum class Style { console, coloured_console, json };

std::atomic<Level> least_level{Level::info};

// How long whoever wants the log on the disk waits for a reader that does not read.
constexpr std::chrono::seconds kFlushMax{1};

struct Log {
  std::shared_ptr<LineSink> sink = std::make_shared<LineSink>();
  spdlog::logger logger{"duet", sink};  // used by the queue's thread, which it tells on stderr of what fails
  std::atomic<Style> style;
  LineQueue& queue;

  Log();
};

// Colours only where a person looks on, by the conventions of https://no-color.org and of terminfo's "dumb".
bool stderr_takes_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool wanted = no_colour == nullptr || *no_colour == '\0';
  return wanted && terminal != nullptr && std::string_view(terminal) != "dumb" && ::isatty(STDERR_FILENO) == 1;
}

Style style_of(Format format, bool to_stderr) {
  if (format == Format::json) return Style::json;
  return to_stderr && stderr_takes_colour() ? Style::coloured_console : Style::console;
}

void append_line(std::string& out, const Record& record, Style style) {
  if (style == Style::json) {
    append_json_line(out, record);
  } else {
    append_console_line(out, record, style == Style::coloured_console);
  }
}

void append_dropped(std::string& out, std::uint64_t dropped, Style style) {
  const std::string lines = std::to_string(dropped);
  const std::array<Field, 1> fields = {{{"lines", lines}}};
  append_line(out, {wall_ns(), Level::warn, "lines were dropped because the log's reader was too slow", fields}, style);
}

Log::Log()
    : style(style_of(Format::console, true)),
      queue(*new LineQueue({[this](std::string_view lines) {
                              logger.log(spdlog::level::info, spdlog::string_view_t(lines.data(), lines.size()));
                            },
                            [this](std::string& out, std::uint64_t dropped) {
                              append_dropped(out, dropped, style.load(std::memory_order_relaxed));
                            }})) {
  logger.set_level(spdlog::level::trace);  // write() has already decided.
}

Log& the_log();

void before_fork() {
  the_log().queue.before_fork();
  the_log().sink->before_fork();
}

void after_fork() {
  the_log().sink->after_fork();
  the_log().queue.after_fork();
}

void in_child() {
  the_log().sink->after_fork();
  the_log().queue.in_child();
}

Log& the_log() {
  // Never destroyed: static destructors and late threads may still write.
  static Log& log = *[] {
    auto* made = new Log;
    ::pthread_atfork(before_fork, after_fork, in_child);
    std::atexit([] { the_log().queue.end(kFlushMax); });
    return made;
  }();
  return log;
}

}  // namespace

Result<void> configure(const Options& options) {
  int fd = STDERR_FILENO;
  const bool to_file = !options.file.empty();
  if (to_file) {
    fd = ::open(options.file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0) {
      return Error{"cannot write the log file '" + options.file + "': " + std::generic_category().message(errno)};
    }
  }
  Log& log = the_log();
  log.queue.flush(kFlushMax);
  log.sink->set_target(fd, to_file);
  log.style.store(style_of(options.format, !to_file), std::memory_order_relaxed);
  least_level.store(options.level, std::memory_order_relaxed);
  return {};
}

bool enabled(Level level) { return level >= least_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view message, std::span<const Field> fields) {
  if (!enabled(level)) return;
  Log& log = the_log();
  const Record record{wall_ns(), level, message, fields};
  const Style style = log.style.load(std::memory_order_relaxed);
  std::string line;
  line.reserve(256);
  append_line(line, record, style);
  log.queue.add(line, level >= Level::warn);
}

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  write(level, message, std::span<const Field>(fields.begin(), fields.size()));
}

void flush() { the_log().queue.flush(kFlushMax); }

}  // namespace duet::base::log
