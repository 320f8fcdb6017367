// Duet as a library: a host inside another program.
//
//   duet::Host host;
//   host.rest("127.0.0.1", 0);
//   host.grpc("127.0.0.1", 0);
//   host.mount("greeter", duet::plugin_table<Greeter>());   // a service compiled into this program
//   host.plugin("items", "/usr/lib/duet/plugins/items.so"); // and one from a shared library
//   if (duet::Status status = host.start(); !status.ok()) { ... status.message() ... }
//   ... host.rest_port(), host.grpc_port() ...
//   host.stop();
//
// libduet.a carries gRPC, protobuf and Pistache as its own, with hidden symbols: a program may use other versions of
// them beside it. It is for executables; Debian's archives that it is made of cannot go into a shared library.
#pragma once

#include <duet/abi/plugin.h>
#include <duet/status.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace duet {

/// One host: configured, started, stopped. Not copied, not started twice. Its functions belong to one thread at a time;
/// handlers run on threads of the host. Several hosts may live in one program, but they share one log.
class Host {
 public:
  /// With the configuration of an empty file: REST on 127.0.0.1:8080, gRPC on 127.0.0.1:50051, no plugins.
  Host();
  /// Stops it if that was not done.
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // --- Configuration, before start().

  /// Reads config.toml; takes the place of everything configured before, mounted services excepted. The error names
  /// each fault with file, line and column.
  Status load(const std::string& file);

  /// The same from text in config.toml's language. Relative paths in it count from the working directory.
  Status configure(std::string_view toml);

  /// Where REST is served, in place of all listeners that were configured; TLS, limits and the rest are configure()'s
  /// business. Port 0 is any that is free: rest_port() tells it.
  void rest(std::string address, std::uint16_t port);
  /// Where gRPC is served.
  void grpc(std::string address, std::uint16_t port);
  void disable_rest();
  void disable_grpc();

  /// Loads a plugin from a shared library at start(). `settings` is a JSON object.
  void plugin(std::string name, std::string file, std::string settings = "{}");

  /// Mounts a service that is compiled into this program. `table` has static storage.
  void mount(std::string name, const duet_plugin* table, std::string settings = "{}");

  // --- Life.

  /// Loads and starts the plugins, then opens the doors. On failure nothing is left running and the error says what to
  /// mend; the host may be configured and started again.
  Status start();

  /// The ports that are open, once started; 0 for a door that is disabled. Of several listeners for REST the first one
  /// that has a port.
  std::uint16_t rest_port() const;
  std::uint16_t grpc_port() const;

  /// Looks now whether the files of certificates have changed; the log tells what came of it. The host looks by itself
  /// every tls.check_interval. Does nothing if it does not run.
  void look_at_certificates();

  /// Waits shutdown.delay while health says that it is not ready any more. Then stops taking calls, waits for those in
  /// flight as long as shutdown.grace allows, and stops the plugins. Does nothing if the host does not run. The error
  /// tells which calls were given up.
  Status stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace duet
