// Where `duet contract` gets contracts from.
#pragma once

#include <string>

#include "app/assembly.hpp"
#include "base/result.hpp"
#include "contract/contract.hpp"

namespace duet::app::cli {

/// The configuration of `plugin` alone: a shared library (.so), or the name of a plugin of the file `config`. Empty:
/// all that the file has.
base::Result<config::Config, Errors> plugin_config(const std::string& plugin, const std::string& config);

struct SourceOptions {
  std::string config;      // where names of plugins are looked up
  std::string proto_path;  // what .proto files are named and import relative to; empty = found out from their packages
  std::string ca;          // a PEM file: whom to trust of servers that speak TLS; empty = whom the system trusts
  contract::Files counterpart =
      {};  // what it is compared with: a single .proto is named as the file of its package there
};

struct Source {
  contract::Contract contract;
  bool one_plugin = false;  // a plugin out of what may be many
  bool running = false;     // a server, which may serve more than is asked about
};

/// Reads a contract from whatever `what` names: a running server ("grpc://HOST:PORT", "grpcs://HOST:PORT", "HOST:PORT",
/// "unix:PATH"), a folder of .proto files, one .proto file, a plugin (.so), any other file as a descriptor set, the
/// name of a plugin in the configuration, or, if empty, every plugin of it. What plugins offer has the positions of
/// what `duet contract export` writes.
base::Result<Source, Errors> read_source(const std::string& what, const SourceOptions& options);

}  // namespace duet::app::cli
