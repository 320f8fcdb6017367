// The sink below the logger: hands lines to the kernel.
#pragma once

#include <spdlog/sinks/sink.h>

#include <memory>
#include <mutex>
#include <string>

namespace duet::base::log {

// The payload of a message is finished lines with their line feeds. log() is for one thread, the rest for any.
class LineSink final : public spdlog::sinks::sink {
 public:
  // Begins with stderr.
  LineSink();

  // Blocks while the reader does not read. Throws spdlog_ex when the kernel refuses the bytes; the logger reports that.
  void log(const spdlog::details::log_msg& lines) override;
  void flush() override {}

  // What is logged from now on goes to `fd`. `owned`: it is closed once it is replaced and nobody writes to it.
  void set_target(int fd, bool owned);

  // Around fork(2), in parent and child, so that the child finds the target unlocked.
  void before_fork() { mutex_.lock(); }
  void after_fork() { mutex_.unlock(); }

  // Lines come formatted.
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  struct Target;

  std::mutex mutex_;
  std::shared_ptr<const Target> target_;  // guarded by mutex_
};

}  // namespace duet::base::log
