#include <signal.h>
#include <sys/resource.h>

#include <cstring>
#include <iostream>

#include "app/cli/commands.hpp"
#include "app/cli/inspect.hpp"
#include "app/cli/signals.hpp"
#include "app/runtime.hpp"
#include "base/log.hpp"
#include "config/load.hpp"

namespace duet::app::cli {
namespace {

/// What is wrong with setting it, if anything.
std::optional<std::string> set_rest_port(config::Config& config, std::uint16_t port) {
  config::Rest& rest = config.rest;
  if (rest.listener.size() > 1) {
    return "--rest-port is for one listener, and there are " + std::to_string(rest.listener.size()) +
           " [[rest.listener]]; set the ports in them";
  }
  config::Listener& listener = rest.listener.empty() ? rest.listen : rest.listener.front();
  if (!config::has_port(listener.address)) {
    return "--rest-port is of no use for " + listener.address + ", which has none";
  }
  listener.port = port;
  return std::nullopt;
}

// Each connection takes a descriptor; the usual soft limit of 1024 is there for programs that use select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // Without it the doors make do with what there is.
}

}  // namespace

int serve(const ServeOptions& options) {
  hold_signals();
  raise_descriptor_limit();
  auto config = config::load(options.config);
  if (!config) return report(config.error());
  if (options.rest_port) {
    if (const auto fault = set_rest_port(*config, *options.rest_port)) return report({options.config + ": " + *fault});
  }
  if (options.grpc_port) config->grpc.port = *options.grpc_port;
  if (const auto configured = base::log::configure({config->log.level, config->log.format, {}}); !configured) {
    return report({configured.error().message});
  }

  Runtime runtime(std::move(*config), {});
  if (const auto started = runtime.start(); !started) return report(started.error());
  keep_signals();
  std::cout << greeting(runtime.assembly(), runtime.doors()) << std::flush;

  Signal signal = wait_for_signal();
  for (; !signal.ends; signal = wait_for_signal()) {
    if (signal.number == SIGUSR1) {
      runtime.log_run_times();
      continue;
    }
    base::log::write(base::log::Level::info, "looking at the certificates", {{"signal", sigabbrev_np(signal.number)}});
    runtime.look_at_certificates();
  }
  base::log::write(base::log::Level::info, "draining; a second signal ends the program at once",
                   {{"signal", sigabbrev_np(signal.number)}});
  const auto stopped = runtime.stop();
  if (!stopped) return report(stopped.error());
  base::log::write(base::log::Level::info, "stopped");
  base::log::flush();
  return 0;
}

}  // namespace duet::app::cli
