// A running host: plugins, catalog, dispatcher and doors, put together and taken apart in the right order.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "app/assembly.hpp"
#include "app/certificates.hpp"
#include "app/summary.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "core/dispatcher.hpp"
#include "grpc/server.hpp"
#include "rest/server.hpp"
#include "tls/reloader.hpp"

namespace duet::app {

/// Construct → start() → stop(). For one control thread.
class Runtime {
 public:
  Runtime(config::Config config, std::vector<BuiltIn> built_in);
  /// Stops it if that was not done.
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// Loads, creates and checks everything, starts the plugins, opens the doors. All or nothing: after an error nothing
  /// runs.
  base::Result<void, Errors> start();

  /// Looks now whether there are newer certificates, instead of at the next turn of tls.check_interval. What comes of
  /// it is in the log. Between start() and stop().
  void look_at_certificates();

  /// Writes a line to the log for each method that was called: how long its handler holds a thread, and which one it is
  /// started on. Between start() and stop().
  void log_run_times() const;

  /// Says that it is not ready any more, waits shutdown.delay, takes no more calls, waits for those in flight until the
  /// grace is over, then stops the plugins. The error tells what was given up.
  base::Result<void, Errors> stop();

  /// What is mounted, and where. Between start() and stop().
  const Assembly& assembly() const { return assembly_; }
  const Doors& doors() const { return doors_; }

 private:
  base::Result<void, Errors> start_plugins();
  base::Result<void, Errors> open_doors();
  void watch_certificates();
  base::Result<void, Errors> end(config::Duration delay);
  void close_doors(std::int64_t deadline_ns);
  base::Result<void, Errors> end_plugins(std::int64_t deadline_ns);

  const config::Config config_;
  const std::vector<BuiltIn> built_in_;
  std::unique_ptr<core::Dispatcher> dispatcher_;
  Assembly assembly_;
  Certificates certificates_;
  std::unique_ptr<tls::Reloader> reloader_;  // null where no door speaks TLS
  std::unique_ptr<rest::Server> rest_;
  std::unique_ptr<grpc_door::Server> grpc_;
  Doors doors_;
};

}  // namespace duet::app
