#include <cstring>
#include <iostream>

#include "app/cli/commands.hpp"
#include "app/cli/inspect.hpp"
#include "app/cli/signals.hpp"
#include "app/runtime.hpp"
#include "base/log.hpp"
#include "config/load.hpp"

namespace duet::app::cli {

int serve(const ServeOptions& options) {
  hold_signals();
  auto config = config::load(options.config);
  if (!config) return report(config.error());
  if (options.rest_port) config->rest.port = *options.rest_port;
  if (options.grpc_port) config->grpc.port = *options.grpc_port;
  if (const auto configured = base::log::configure({config->log.level, config->log.format, {}}); !configured) {
    return report({configured.error().message});
  }

  Runtime runtime(std::move(*config), {});
  if (const auto started = runtime.start(); !started) return report(started.error());
  std::cout << greeting(runtime.assembly(), runtime.doors()) << std::flush;

  const int signal = wait_for_end();
  base::log::write(base::log::Level::info, "draining; a second signal ends the program at once",
                   {{"signal", sigabbrev_np(signal)}});
  const auto stopped = runtime.stop();
  if (!stopped) return report(stopped.error());
  base::log::write(base::log::Level::info, "stopped");
  base::log::flush();
  return 0;
}

}  // namespace duet::app::cli
