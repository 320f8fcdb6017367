// A plugin instance as a backend: what the catalog mounts for a plugin that is loaded into the host.
#pragma once

#include <memory>

#include "core/backend.hpp"
#include "core/dispatcher.hpp"
#include "plugins/instance.hpp"

namespace duet::plugins {

/// Hands calls to a started instance and shares it. The plugin runs on whatever thread the dispatcher chooses. What a
/// plugin throws in spite of the ABI is logged with its name, and the call is answered with INTERNAL "internal error".
class PluginBackend final : public core::Backend {
 public:
  /// `dispatcher` is the one that the instance was created with.
  PluginBackend(std::shared_ptr<const Instance> instance, core::Dispatcher& dispatcher);

  void invoke(core::Call& call) override;
  void cancel(core::Call& call) override;
  void resume(core::Call& call, std::uint64_t tag) override;
  void receive(core::Call& call, std::string_view piece, bool end) override;
  void sendable(core::Call& call) override;

  const Instance& instance() const { return *instance_; }

 private:
  void recover(core::Call& call, const char* function, const std::string& thrown);

  const std::shared_ptr<const Instance> instance_;
  core::Dispatcher& dispatcher_;
};

}  // namespace duet::plugins
