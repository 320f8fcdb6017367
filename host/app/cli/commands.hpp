// The commands of `duet`. Each returns the program's exit status: 0 = done, 1 = something is wrong and was said on
// stderr.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
  std::string config;           // the configuration to look into
  std::string plugin;           // one plugin: its name there, or a shared library; empty = every plugin
  std::string out;              // a folder for the .proto files, or the file of the set; empty = the standard output
  bool descriptor_set = false;  // a google.protobuf.FileDescriptorSet instead of .proto files
};

/// Writes the contracts: .proto files for protoc (to the standard output only the plugins' own), or one descriptor set
/// with all that they import and with comments.
int contract_export(const ExportOptions& options);

struct ContractCheckOptions {
  std::string config;                // where names of plugins are looked up
  std::string before;                // the old contract: any source that read_source() knows
  std::string now;                   // the new one; empty = every plugin of the configuration
  std::string category = "FILE";     // or "PACKAGE", "WIRE_JSON", "WIRE"
  std::vector<std::string> exclude;  // names of rules
  std::string proto_path;            // what .proto files are named relative to
  std::string ca;                    // a PEM file: whom to trust of servers that speak TLS
  bool json = false;                 // one JSON object a line instead of text
};

/// Prints what of the new contract breaks clients of the old one. Exit status: 0 = nothing, 100 = something.
int contract_check(const ContractCheckOptions& options);

/// Prints every rule with its categories.
int contract_rules();

}  // namespace duet::app::cli
