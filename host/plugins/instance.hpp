// The life of one plugin instance.
#pragma once

#include <duet/abi/plugin.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "core/dispatcher.hpp"
#include "plugins/host_table.hpp"
#include "plugins/library.hpp"

namespace duet::plugins {

/// Why an instance cannot live, without the plugin's name. With `settings_field` ("limits.page_size") the fault lies in
/// that setting, and the message is what is wrong with it.
struct InstanceError {
  std::string message;
  std::string settings_field;
};

struct InstanceOptions {
  std::string name;                             // what the configuration calls it
  std::string settings = "{}";                  // a JSON object
  std::int64_t stop_grace_ns = 10'000'000'000;  // how long the destructor's stop() may take
};

/// describe → create → start → (calls) → stop → destroy.
///
/// create(), start(), stop() and the destructor belong to one control thread of the host (the main thread, as a rule):
/// never two at a time for one instance, and never on a door's or the executor's thread, because a plugin may take its
/// time in them. Catalogs and calls share the instance, so whoever composes the host keeps a share of its own and drops
/// it last, after it has published a catalog without the plugin and the last call has ended.
///
/// Whatever a plugin throws in these functions becomes an error like any other.
class Instance {
 public:
  using Created = base::Result<std::shared_ptr<Instance>, InstanceError>;
  using Done = base::Result<void, InstanceError>;

  /// Describes the plugin and creates an instance, which does not run yet. `dispatcher` outlives the instance. When the
  /// plugin refuses, nothing is left behind.
  static Created create(const Library& library, const InstanceOptions& options, core::Dispatcher& dispatcher);

  /// Makes it ready for calls. After a failure the instance is good for nothing but its destructor.
  Done start();

  /// Ends a started instance, before `deadline_ns` (CLOCK_MONOTONIC). A second call does nothing. If the plugin fails
  /// to stop, threads of its own may still run in it: it is then never destroyed, and its memory stays.
  Done stop(std::int64_t deadline_ns);

  /// Stops it if that was not done, and destroys it. Errors are logged.
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  const std::string& name() const { return name_; }
  const duet_plugin& plugin() const { return library_.table(); }
  /// Static storage.
  const duet_description& description() const { return description_; }
  /// What the plugin's functions get as `self`.
  void* self() const { return self_; }
  const HostTable& host() const { return *host_; }

 private:
  enum class State { kCreated, kStarted, kStopped, kAbandoned };

  Instance(const Library& library, const duet_description& description, const InstanceOptions& options,
           core::Dispatcher& dispatcher);

  const Library library_;
  const duet_description& description_;
  const std::string name_;
  const std::int64_t stop_grace_ns_;
  std::unique_ptr<HostTable> host_;
  void* self_ = nullptr;
  bool created_ = false;
  State state_ = State::kCreated;
};

}  // namespace duet::plugins
