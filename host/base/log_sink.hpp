// The sink below the logger: gathers lines and hands them to the kernel, as log.hpp promises.
#pragma once

#include <spdlog/sinks/sink.h>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace duet::base::log {

// Every function may be called from any thread. The payload of a message is a finished line with its line feed.
class LineSink final : public spdlog::sinks::sink {
 public:
  // Begins with stderr.
  LineSink() = default;
  ~LineSink() override;

  // Throws spdlog_ex when the kernel refuses the bytes; the logger reports that.
  void log(const spdlog::details::log_msg& line) override;
  void flush() override;

  // From now on lines go to `fd`. `owned`: the sink closes it when it is replaced.
  void set_target(int fd, bool owned);

  // Lines come formatted.
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  // @pre the lock is held and nobody is writing. Returns 0 or the first errno.
  int write_pending(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable progress_;

  // guarded by mutex_
  std::string pending_;
  std::uint64_t lines_queued_ = 0;
  std::uint64_t lines_written_ = 0;
  bool writing_ = false;

  // belong to whoever set writing_
  std::string batch_;
  int fd_ = 2;
  bool owned_ = false;
};

}  // namespace duet::base::log
