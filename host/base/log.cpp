#include "base/log.hpp"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "base/clock.hpp"
#include "base/log_format.hpp"
#include "base/log_sink.hpp"

namespace duet::base::log {
namespace {

enum class Style { console, coloured_console, json };

std::atomic<Level> least_level{Level::info};

struct Log {
  std::shared_ptr<LineSink> sink = std::make_shared<LineSink>();
  spdlog::logger logger{"duet", sink};
  std::atomic<Style> style;

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

Log::Log() : style(style_of(Format::console, true)) {
  logger.set_level(spdlog::level::trace);  // write() has already decided.
}

Log& the_log() {
  // Never destroyed: static destructors and late threads may still write.
  static Log& log = *new Log;
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
  if (style == Style::json) {
    append_json_line(line, record);
  } else {
    append_console_line(line, record, style == Style::coloured_console);
  }
  log.logger.log(static_cast<spdlog::level::level_enum>(level), spdlog::string_view_t(line.data(), line.size()));
}

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  write(level, message, std::span<const Field>(fields.begin(), fields.size()));
}

void flush() { the_log().sink->flush(); }

}  // namespace duet::base::log
