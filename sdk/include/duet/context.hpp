// What a plugin gets of its host when it is constructed: the log and the host's extensions.
#pragma once

#include "abi/host.h"
#include "log.hpp"

namespace duet {

// Cheap to copy; keep it as a member. May be used from any thread as long as the plugin's instance lives.
class PluginContext {
 public:
  explicit PluginContext(const duet_host* host) : host_(host) {}

  // A log without a call: for what happens at start, at stop and in the plugin's own threads.
  Log log() const { return Log(host_); }

  // The host's table for a feature that not every host has, or null: extension<duet_ext_pattern>(DUET_EXT_PATTERN).
  template <class Table>
  const Table* extension(const char* id) const {
    return host_->extension ? static_cast<const Table*>(host_->extension(host_->host, id)) : nullptr;
  }

  // The minor version of the ABI that the host speaks.
  unsigned abi_minor() const { return host_->minor; }

  // The table itself, whose `host` member is the first argument of its functions and of those of the extensions.
  const duet_host* host() const { return host_; }

 private:
  const duet_host* host_;
};

}  // namespace duet
