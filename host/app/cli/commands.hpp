// The commands of `duet`. Each returns the program's exit status: 0 = done, 1 = something is wrong and was said on
// stderr.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace duet::app::cli {

struct ServeOptions {
  std::string config;
  std::optional<std::uint16_t> rest_port;  // over the configuration's
  std::optional<std::uint16_t> grpc_port;
};

/// Serves until SIGTERM or SIGINT, then drains. A second signal ends the program at once.
int serve(const ServeOptions& options);

/// Loads the configuration and every plugin, checks that all of it holds together, and serves nothing.
int check(const std::string& config);

/// Prints the table of routes.
int routes(const std::string& config);

struct ExportOptions {
  std::string config;  // the configuration to look into
  std::string plugin;  // one plugin: its name there, or a shared library; empty = every plugin
  std::string out;     // a folder for the .proto files; empty = print the plugins' own files
};

/// Writes the contracts as .proto files.
int contract_export(const ExportOptions& options);

}  // namespace duet::app::cli
