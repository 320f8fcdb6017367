// What the host offers to one plugin instance: the functions of duet_host, over the dispatcher.
#pragma once

#include <duet/abi/host.h>

#include <cstdint>
#include <string>

#include "core/dispatcher.hpp"
#include "plugins/notice.hpp"

namespace duet::plugins {

/// One instance's host table. Its functions may be called from any thread and survive what a plugin should not do: NULL
/// arguments, levels and codes that are none, handles that are stale or made up (counted, ignored, and logged with the
/// plugin's name now and then), replies that no door can carry (see reply_guard.hpp).
///
/// finish() returns INVALID_ARGUMENT (3) for a reply that cannot be read; the call was then answered with INTERNAL.
/// resume() returns UNIMPLEMENTED (12) to a plugin that has no on_resume().
class HostTable {
 public:
  /// `dispatcher` outlives the table. `plugin` is the name that the configuration gives the instance.
  HostTable(core::Dispatcher& dispatcher, std::string plugin, bool can_resume);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;

  const duet_host* table() const { return &table_; }

  /// How often the instance wanted to finish or resume a call by a handle that was stale or made up. [any thread]
  std::uint64_t stale_calls() const { return stale_.total(); }
  /// How many of its replies had to be mended or replaced. [any thread]
  std::uint64_t mended_replies() const { return mended_.total(); }

 private:
  static const void* extension(void* host, const char* id) noexcept;
  static int log_enabled(void* host, int level) noexcept;
  static void log(void* host, duet_call call, int level, duet_str message, const duet_kv* fields,
                  std::size_t n_fields) noexcept;
  static duet_code finish(void* host, duet_call call, const duet_reply* reply) noexcept;
  static int cancelled(void* host, duet_call call) noexcept;
  static duet_code resume(void* host, duet_call call, std::uint64_t tag, std::int64_t delay_ns) noexcept;
  static duet_code receive(void* host, duet_call call) noexcept;
  static duet_code send(void* host, duet_call call, const duet_reply* head, const duet_slice* piece,
                        std::size_t n_piece) noexcept;
  static duet_code take(void* host, duet_call call, duet_slice* message, int* end) noexcept;
  static duet_code wait_sendable(void* host, duet_call call) noexcept;

  void write_line(duet_call call, int level, duet_str message, const duet_kv* fields, std::size_t n_fields);
  duet_code finish_call(duet_call call, const duet_reply* reply);
  duet_code send_piece(duet_call call, const duet_reply* head, const duet_slice* piece, std::size_t n_piece);
  duet_code take_message(duet_call call, duet_slice& message, int& end);
  bool may_wait(duet_call call, bool (core::Method::*streams)() const) const;
  duet_code code_of(core::Dispatcher::Waited waited, const char* function);
  void complain_stale(const char* function);
  void complain_reply(duet_call call, std::string_view defect);

  core::Dispatcher& dispatcher_;
  const std::string plugin_;
  const bool can_resume_;
  Notice stale_;
  Notice mended_;
  duet_host table_{};
};

}  // namespace duet::plugins
