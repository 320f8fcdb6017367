// The functions that a plugin gives to the host. Nothing that is thrown gets past any of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "../abi/ext/pattern.h"
#include "../abi/plugin.h"
#include "../service/coroutine_method.hpp"
#include "definition.hpp"
#include "errors.hpp"
#include "instance.hpp"

namespace duet::detail {

// Gives the pattern rule its engine and compiles every pattern of the plugin's models. OK, or what is wrong with one.
template <class Plugin>
Status prepare_patterns(const Definition<Plugin>& definition, const duet_host* host) {
  const auto* table = PluginContext(host).extension<duet_ext_pattern>(DUET_EXT_PATTERN);
  if (table) pattern_engine() = {table, host->host};
  Status status;
  const auto compile = [&status](const PatternUse& use) {
    duet_error error{};
    error.size = sizeof error;
    if (!status.ok() || compile_pattern(use.pattern, use.slot, &error)) return;
    status = failed_precondition("the pattern \"{}\" of {}.{} cannot be used: {}", use.pattern.text, use.model,
                                 use.field, std::string_view(error.message));
  };
  for_each_pattern<PluginSettings<Plugin>>(compile);
  definition.visit_patterns(compile);
  return status;
}

inline bool is_usable(const duet_host* host) {
  return host && DUET_HAS(duet_host, host, log_enabled) && DUET_HAS(duet_host, host, log) &&
         DUET_HAS(duet_host, host, finish) && DUET_HAS(duet_host, host, cancelled) && DUET_HAS(duet_host, host, resume);
}

inline bool has_bodies(const duet_host* host) {
  return DUET_HAS(duet_host, host, receive) && DUET_HAS(duet_host, host, send);
}
inline bool has_streams(const duet_host* host) {
  return host->minor >= 2 && DUET_HAS(duet_host, host, take) && DUET_HAS(duet_host, host, wait_sendable);
}

// The first thing that is wrong with the settings, and how many more there are.
inline duet_code set_settings_error(duet_error* error, const Violations& violations) {
  const Violation& first = violations.front();
  std::string message = first.message;
  if (violations.size() > 1) message += " (and " + std::to_string(violations.size() - 1) + " more)";
  return set_error(error, Code::kInvalidArgument, first.field, message);
}

template <class Plugin>
struct Table {
  using Self = Instance<Plugin>;

  // 0 for a plugin that cannot be described: describe() tells why.
  static std::uint16_t minor_needed() noexcept {
    try {
      return Definition<Plugin>::get().minor_needed();
    } catch (...) {
      return 0;
    }
  }

  static const duet_description* describe(duet_error* error) noexcept {
    try {
      return Definition<Plugin>::get().description(error);
    } catch (...) {
      set_error_from_exception(error, "describe()");
      return nullptr;
    }
  }

  static duet_code create(const duet_host* host, duet_str json, void** instance, duet_error* error) noexcept {
    try {
      if (!is_usable(host))
        return set_error(error, Code::kFailedPrecondition, "", "the host lacks functions of the ABI");
      const Definition<Plugin>& definition = Definition<Plugin>::get();
      if (!definition.description(error)) return static_cast<duet_code>(Code::kFailedPrecondition);
      const std::uint16_t minor = definition.minor_needed();
      if ((minor >= 1 && !has_bodies(host)) || (minor >= 2 && !has_streams(host))) {
        return set_error(error, Code::kFailedPrecondition, "",
                         std::string(minor >= 2 ? "streams of messages need" : "bodies in pieces need") +
                             " a host with plugin ABI 1." + std::to_string(minor));
      }
      if (Status status = prepare_patterns(definition, host); !status.ok()) {
        return set_error(error, status.code(), "", status.message());
      }
      PluginSettings<Plugin> settings;
      if (const Violations wrong = read_settings(to_view(json), settings); !wrong.empty()) {
        return set_settings_error(error, wrong);
      }
      *instance = std::make_unique<Self>(host, std::move(settings)).release();
      return 0;
    } catch (...) {
      return set_error_from_exception(error, "the constructor of the plugin");
    }
  }

  static duet_code start(void* self, duet_error* error) noexcept {
    try {
      const Status status = start_plugin(static_cast<Self*>(self)->plugin);
      return status.ok() ? 0 : set_error(error, status.code(), "", status.message());
    } catch (...) {
      return set_error_from_exception(error, "start()");
    }
  }

  static duet_code stop(void* self, std::int64_t, duet_error* error) noexcept {
    try {
      stop_plugin(static_cast<Self*>(self)->plugin);
      return 0;
    } catch (...) {
      return set_error_from_exception(error, "stop()");
    }
  }

  static void destroy(void* self) noexcept { delete static_cast<Self*>(self); }

  static void invoke(void* self, duet_call call, const duet_request* request, void* state) noexcept {
    auto& instance = *static_cast<Self*>(self);
    const auto* method = Definition<Plugin>::get().method(request->method);
    if (method) return method->invoke(instance.plugin, instance.host, call, *request, state);
    Answer(instance.host, call).finish_with({Status(Code::kUnimplemented, "the plugin has no such method")});
  }

  static void on_cancel(void*, duet_call, void* state) noexcept {
    if (Driver* driver = driver_of(state)) driver->on_cancel();
  }
  static void on_resume(void*, duet_call, void* state, std::uint64_t tag) noexcept {
    if (Driver* driver = driver_of(state)) driver->on_resume(tag);
  }
  static void on_receive(void*, duet_call, void* state, duet_slice piece, int end) noexcept {
    if (Driver* driver = driver_of(state))
      driver->on_receive({reinterpret_cast<const char*>(piece.data), piece.size}, end != 0);
  }
  static void on_sendable(void*, duet_call, void* state) noexcept {
    if (Driver* driver = driver_of(state)) driver->on_sendable();
  }

 private:
  // Only coroutines have a state block, and only their calls are still open when these callbacks come.
  static Driver* driver_of(void* state) { return state ? static_cast<StateHead*>(state)->driver : nullptr; }
};

}  // namespace duet::detail

namespace duet {

// The table of a plugin class, to be mounted by a program that has the host built in. DUET_PLUGIN exports it from a
// library.
template <class Plugin>
const duet_plugin* plugin_table() {
  using Table = detail::Table<Plugin>;
  static const duet_plugin kTable = {
      DUET_ABI_MAGIC,   sizeof(duet_plugin), DUET_ABI_MINOR,        Table::minor_needed(), Table::describe,
      Table::create,    Table::start,        Table::stop,           Table::destroy,        Table::invoke,
      Table::on_cancel, Table::on_resume,    /*extension=*/nullptr, Table::on_receive,     Table::on_sendable};
  return &kTable;
}

}  // namespace duet
