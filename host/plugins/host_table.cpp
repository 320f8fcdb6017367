#include "plugins/host_table.hpp"

#include <duet/abi/description.h>
#include <duet/abi/ext/pattern.h>
#include <duet/abi/version.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "core/code_map.hpp"
#include "core/method.hpp"
#include "core/text.hpp"
#include "plugins/barrier.hpp"
#include "plugins/pattern.hpp"
#include "plugins/reply_guard.hpp"
#include "plugins/text.hpp"

namespace duet::plugins {
namespace {

namespace log_lines = base::log;

constexpr std::size_t kLogFieldsMax = 64;
constexpr std::int64_t kResumeDelayMaxNs = std::int64_t{366} * 24 * 3600 * 1'000'000'000;

log_lines::Level level_of(int level) {
  return static_cast<log_lines::Level>(std::clamp<int>(level, DUET_LOG_TRACE, DUET_LOG_ERROR));
}

}  // namespace

HostTable::HostTable(core::Dispatcher& dispatcher, std::string plugin, bool can_resume)
    : dispatcher_(dispatcher), plugin_(std::move(plugin)), can_resume_(can_resume) {
  table_.size = sizeof table_;
  table_.minor = DUET_ABI_MINOR;
  table_.host = this;
  table_.extension = &HostTable::extension;
  table_.log_enabled = &HostTable::log_enabled;
  table_.log = &HostTable::log;
  table_.finish = &HostTable::finish;
  table_.cancelled = &HostTable::cancelled;
  table_.resume = &HostTable::resume;
  table_.receive = &HostTable::receive;
  table_.send = &HostTable::send;
  table_.take = &HostTable::take;
  table_.wait_sendable = &HostTable::wait_sendable;
}

const void* HostTable::extension(void* /*host*/, const char* id) noexcept {
  if (id != nullptr && std::strcmp(id, DUET_EXT_PATTERN) == 0) return pattern_extension();
  return nullptr;
}

int HostTable::log_enabled(void* /*host*/, int level) noexcept { return log_lines::enabled(level_of(level)); }

void HostTable::log(void* host, duet_call call, int level, duet_str message, const duet_kv* fields,
                    std::size_t n_fields) noexcept {
  if (host == nullptr || !log_lines::enabled(level_of(level))) return;
  // Without memory for the line there is none: logging never fails its caller.
  (void)thrown_by([&] { static_cast<HostTable*>(host)->write_line(call, level, message, fields, n_fields); });
}

void HostTable::write_line(duet_call call, int level, duet_str message, const duet_kv* fields, std::size_t n_fields) {
  if (fields == nullptr) n_fields = 0;
  n_fields = std::min(n_fields, kLogFieldsMax);

  std::vector<log_lines::Field> line;
  line.reserve(n_fields + 2);
  line.push_back({"plugin", plugin_});
  const core::CallRef share = call != 0 ? dispatcher_.find(call) : core::CallRef();
  if (share) line.push_back({"request_id", view(share->request.request_id)});
  for (std::size_t i = 0; i < n_fields; ++i) {
    // The plugin cannot pass for another one, nor its line for one of another call.
    std::string_view key = view(fields[i].key);
    if (key == "plugin") key = "field.plugin";
    if (key == "request_id") key = "field.request_id";
    line.push_back({key, view(fields[i].value)});
  }
  log_lines::write(level_of(level), view(message), line);
}

duet_code HostTable::finish(void* host, duet_call call, const duet_reply* reply) noexcept {
  if (host == nullptr) return core::kInvalidArgument;
  duet_code code = core::kInternal;
  (void)thrown_by([&] { code = static_cast<HostTable*>(host)->finish_call(call, reply); });
  return code;
}

duet_code HostTable::finish_call(duet_call call, const duet_reply* reply) {
  const ReplyGuard guard(reply);
  if (!guard.defect().empty()) complain_reply(call, guard.defect());
  if (!dispatcher_.finish(call, guard.reply())) {
    complain_stale("finish");
    return core::kFailedPrecondition;
  }
  return guard.readable() ? core::kOk : core::kInvalidArgument;
}

int HostTable::cancelled(void* host, duet_call call) noexcept {
  return host == nullptr || static_cast<HostTable*>(host)->dispatcher_.cancelled(call);
}

duet_code HostTable::resume(void* host, duet_call call, std::uint64_t tag, std::int64_t delay_ns) noexcept {
  if (host == nullptr) return core::kInvalidArgument;
  auto& self = *static_cast<HostTable*>(host);
  if (!self.can_resume_) return core::kUnimplemented;
  duet_code code = core::kInternal;
  (void)thrown_by([&] {
    const bool live = self.dispatcher_.resume(call, tag, std::clamp<std::int64_t>(delay_ns, 0, kResumeDelayMaxNs));
    if (!live) self.complain_stale("resume");
    code = live ? core::kOk : core::kFailedPrecondition;
  });
  return code;
}

duet_code HostTable::receive(void* host, duet_call call) noexcept {
  if (host == nullptr) return core::kInvalidArgument;
  auto& self = *static_cast<HostTable*>(host);
  duet_code code = core::kInternal;
  (void)thrown_by([&] {
    const core::CallRef share = self.dispatcher_.find(call);
    if (share && !share->method->takes_stream()) {
      code = core::kUnimplemented;
      return;
    }
    const bool live = self.dispatcher_.receive(call);
    if (!live) self.complain_stale("receive");
    code = live ? core::kOk : core::kFailedPrecondition;
  });
  return code;
}

duet_code HostTable::send(void* host, duet_call call, const duet_reply* head, const duet_slice* piece,
                          std::size_t n_piece) noexcept {
  if (host == nullptr) return core::kInvalidArgument;
  duet_code code = core::kInternal;
  (void)thrown_by([&] { code = static_cast<HostTable*>(host)->send_piece(call, head, piece, n_piece); });
  return code;
}

duet_code HostTable::send_piece(duet_call call, const duet_reply* head, const duet_slice* piece, std::size_t n_piece) {
  const std::span<const duet_slice> slices(piece, piece == nullptr ? 0 : n_piece);
  const core::CallRef share = dispatcher_.find(call);
  if (share && !share->method->gives_stream()) {
    core::release_slices(slices);
    return core::kUnimplemented;
  }
  duet_reply no_head{};
  no_head.size = sizeof no_head;
  const ReplyGuard guard(head != nullptr ? head : &no_head);
  if (!guard.defect().empty()) complain_reply(call, guard.defect());
  const auto sent = dispatcher_.send(call, head != nullptr ? &guard.reply() : nullptr, slices);
  core::release_slices(guard.reply());  // A head has no body; what a plugin put there all the same is not kept.
  switch (sent) {
    case core::Dispatcher::Sent::kOk:
      return core::kOk;
    case core::Dispatcher::Sent::kWait:
      return core::kResourceExhausted;
    case core::Dispatcher::Sent::kCancelled:
      return core::kCancelled;
    case core::Dispatcher::Sent::kStale:
      break;
  }
  complain_stale("send");
  return core::kFailedPrecondition;
}

duet_code HostTable::take(void* host, duet_call call, duet_slice* message, int* end) noexcept {
  if (host == nullptr || message == nullptr || end == nullptr) return core::kInvalidArgument;
  duet_code code = core::kInternal;
  (void)thrown_by([&] { code = static_cast<HostTable*>(host)->take_message(call, *message, *end); });
  return code;
}

duet_code HostTable::take_message(duet_call call, duet_slice& message, int& end) {
  if (!may_wait(call, &core::Method::takes_stream)) return core::kUnimplemented;
  std::string piece;
  bool ended = false;
  const duet_code code = code_of(dispatcher_.take(call, piece, ended), "take");
  if (code != core::kOk) return code;
  end = static_cast<int>(ended);
  message = core::owned_slice(std::move(piece));
  return core::kOk;
}

duet_code HostTable::wait_sendable(void* host, duet_call call) noexcept {
  if (host == nullptr) return core::kInvalidArgument;
  auto& self = *static_cast<HostTable*>(host);
  duet_code code = core::kInternal;
  (void)thrown_by([&] {
    const bool may = self.may_wait(call, &core::Method::gives_stream);
    code = may ? self.code_of(self.dispatcher_.wait_sendable(call), "wait_sendable") : core::kUnimplemented;
  });
  return code;
}

// Of a stale handle nothing is known, but that it is stale.
bool HostTable::may_wait(duet_call call, bool (core::Method::*streams)() const) const {
  const core::CallRef share = dispatcher_.find(call);
  return !share || ((share->method->flags & DUET_WAITS) != 0 && (share->method->*streams)());
}

duet_code HostTable::code_of(core::Dispatcher::Waited waited, const char* function) {
  switch (waited) {
    case core::Dispatcher::Waited::kOk:
      return core::kOk;
    case core::Dispatcher::Waited::kCancelled:
      return core::kCancelled;
    case core::Dispatcher::Waited::kStale:
      break;
  }
  complain_stale(function);
  return core::kFailedPrecondition;
}

void HostTable::complain_stale(const char* function) {
  if (!stale_.count()) return;
  log_lines::write(log_lines::Level::warn, "a plugin used the handle of a call that it has finished already, or none",
                   {{"plugin", plugin_}, {"function", function}, {"times_so_far", std::to_string(stale_.total())}});
}

void HostTable::complain_reply(duet_call call, std::string_view defect) {
  if (!mended_.count()) return;
  const core::CallRef share = dispatcher_.find(call);
  log_lines::write(log_lines::Level::error, "a plugin answered in a way that had to be mended",
                   {{"plugin", plugin_},
                    {"defect", defect},
                    {"request_id", share ? view(share->request.request_id) : std::string_view()},
                    {"times_so_far", std::to_string(mended_.total())}});
}

}  // namespace duet::plugins
