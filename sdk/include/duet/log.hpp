// Writing to the host's log. Lines of a call carry its request id; the host adds it.
//
//   call.log().info("sent {} mails", count);
//   call.log().with("customer", id).warn("the address is incomplete");
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/host.h"
#include "format.hpp"

namespace duet {
namespace detail {
inline duet_str to_abi(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view to_view(duet_str text) { return {text.data, text.size}; }
}  // namespace detail

// A value, cheap to copy while it has no fields. May be used from any thread as long as the plugin's instance lives.
class Log {
 public:
  Log() = default;
  explicit Log(const duet_host* host, duet_call call = 0) : host_(host), call_(call) {}

  // The same log with one more field on each line.
  template <class T>
  [[nodiscard]] Log with(std::string_view key, const T& value) const {
    Log log = *this;
    std::string text;
    detail::append_value(text, value);
    log.fields_.emplace_back(std::string(key), std::move(text));
    return log;
  }

  // Would a line at this level (DUET_LOG_...) be written? The text of other lines is not even formatted.
  bool enabled(int level) const { return host_ && host_->log_enabled(host_->host, level) != 0; }

  template <class... Args>
  void trace(FormatString<Args...> text, const Args&... args) const {
    format_and_write<Args...>(DUET_LOG_TRACE, text, args...);
  }
  template <class... Args>
  void debug(FormatString<Args...> text, const Args&... args) const {
    format_and_write<Args...>(DUET_LOG_DEBUG, text, args...);
  }
  template <class... Args>
  void info(FormatString<Args...> text, const Args&... args) const {
    format_and_write<Args...>(DUET_LOG_INFO, text, args...);
  }
  template <class... Args>
  void warn(FormatString<Args...> text, const Args&... args) const {
    format_and_write<Args...>(DUET_LOG_WARN, text, args...);
  }
  template <class... Args>
  void error(FormatString<Args...> text, const Args&... args) const {
    format_and_write<Args...>(DUET_LOG_ERROR, text, args...);
  }

 private:
  template <class... Args>
  void format_and_write(int level, FormatString<Args...> text, const Args&... args) const {
    if (enabled(level)) write(level, duet::format<Args...>(text, args...));
  }
  void write(int level, std::string_view line) const {
    std::vector<duet_kv> fields;
    fields.reserve(fields_.size());
    for (const auto& [key, value] : fields_) fields.push_back({detail::to_abi(key), detail::to_abi(value)});
    host_->log(host_->host, call_, level, detail::to_abi(line), fields.data(), fields.size());
  }

  const duet_host* host_ = nullptr;
  duet_call call_ = 0;
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace duet
