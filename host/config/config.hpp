// What an admin decides, as plain values. A default-constructed Config is the configuration of an empty file, so that a
// program that embeds Duet can do without one; load.hpp reads it from config.toml. The structs, their members and their
// defaults are named as the file's tables and keys are; keys.cpp adds units, bounds and descriptions.
//
// Zero means "none" for limits and "choose for me" for threads. Copies are independent; no thread rules.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "config/listener.hpp"
#include "config/settings.hpp"

namespace duet::config {

using Duration = std::chrono::milliseconds;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

inline constexpr std::uint64_t kKiB = 1024;
inline constexpr std::uint64_t kMiB = 1024 * kKiB;

// Where a handler is started: on a thread of the executor's pool, on the thread of the door that read the call, or on
// the pool until its measured times show that it is quick, and on the door's thread from then on.
enum class Execution { pool, in_line, automatic };

struct Log {
  base::log::Level level = base::log::Level::info;
  base::log::Format format = base::log::Format::console;
  bool access = true;
};

// TLS on one door; without a certificate there is none.
struct Tls {
  enum class ClientCertificates { off, optional, required };
  enum class Version { v1_2, v1_3 };

  std::filesystem::path certificate;
  std::filesystem::path key;
  ClientCertificates client_certificates = ClientCertificates::off;
  std::filesystem::path client_ca;
  Version min_version = Version::v1_2;
  std::string
      location;  // "config.toml:14:1": where the file has the table; empty when the configuration was made in code
};

struct Compression {
  enum class Coding { zstd, br, gzip };

  bool enabled = true;
  std::vector<Coding> codings = {Coding::zstd, Coding::br, Coding::gzip};
  std::uint64_t min_bytes = kKiB;
  std::vector<std::string> types = {"text/*",
                                    "application/json",
                                    "application/protobuf",
                                    "application/x-protobuf",
                                    "application/javascript",
                                    "application/xml",
                                    "+json",
                                    "+xml"};
  bool streams = false;
};

struct Rest {
  enum class ForwardedField { x_forwarded_for, forwarded, none };

  bool enabled = true;
  Listener listen;                 // the keys of [rest] that are a listener's
  std::vector<Listener> listener;  // [[rest.listener]]; with any, `listen` is not used: see listeners()
  bool grpc_web = true;
  bool connect = true;
  std::uint32_t threads = 0;
  std::vector<std::string> trusted_proxies;
  ForwardedField forwarded_field = ForwardedField::x_forwarded_for;
  std::uint64_t max_request_line_bytes = 8 * kKiB;
  std::uint64_t max_header_bytes = 32 * kKiB;
  std::uint32_t max_headers = 100;
  std::uint64_t max_body_bytes = 4 * kMiB;
  std::uint64_t max_buffered_bytes = 256 * kMiB;
  std::uint32_t max_connections = 10'000;
  Duration header_timeout = 10s;
  Duration body_timeout = 30s;
  Duration idle_timeout = 75s;
  Duration write_timeout = 30s;
  std::uint64_t min_rate = 240;
  Duration heartbeat = 15s;
  Duration stream_idle_timeout = 3'600s;
  std::vector<std::string> websocket_origins;
  bool etag = true;
  std::string cache_control;
  bool json_write_defaults = false;
  bool json_ignore_unknown = false;
  Compression compression;
  Tls tls;
};

struct Grpc {
  enum class Compression { off, gzip, deflate };

  bool enabled = true;
  std::string address = "127.0.0.1";
  std::uint16_t port = 50051;
  std::uint32_t threads = 0;
  std::uint32_t max_connections = 10'000;
  std::uint32_t max_concurrent_streams = 10'000;
  std::uint64_t max_message_bytes = 4 * kMiB;
  Compression compression = Compression::off;
  std::uint64_t compression_min_bytes = kKiB;
  Duration keepalive_time = 300s;
  Duration keepalive_timeout = 20s;
  Duration min_ping_interval = 300s;
  Duration max_connection_idle = 0s;
  Duration max_connection_age = 0s;
  Duration max_connection_age_grace = 0s;
  bool reflection = true;
  bool health = true;
  Tls tls;
};

// [tls]: what both doors share.
struct Certificates {
  Duration check_interval = 60s;
};

struct Executor {
  std::uint32_t threads = 0;
  std::uint32_t queue = 1000;
  Execution default_execution = Execution::automatic;  // the key "default"
  std::uint32_t stream_threads = 256;
  Duration watchdog = 1s;
};

struct Calls {
  std::uint32_t max_in_flight = 0;
  Duration default_timeout = 0s;
  Duration max_timeout = 0s;
};

struct Shutdown {
  Duration delay = 0s;
  Duration grace = 30s;
};

struct Plugins {
  std::filesystem::path directory = "plugins";
};

// One [[plugin.method]]: what the admin decides over what the method's author chose.
struct PluginMethod {
  std::string name;                  // "items.v1.Items/GetItem" or "GetItem"
  std::uint64_t max_body_bytes = 0;  // 0 = as the author chose
  std::string cache_control;         // empty = as the author chose
  Duration timeout = 0s;             // 0 = as [calls] has it
  Duration max_timeout = 0s;         // 0 = as [calls] has it
  std::optional<Execution> execution;
  std::string location;  // as Tls has it
};

// One [[plugin.route]]: a route that a method has besides those of its contract, or in their place. Of the templates
// and `path` one is set.
struct PluginRoute {
  std::string method;  // "items.v1.Items/GetItem" or "GetItem"
  std::string get;
  std::string put;
  std::string post;
  std::string delete_;  // the key "delete"
  std::string patch;
  std::string http_method;  // for `path`
  std::string path;
  std::string body;  // as google.api.http has it
  std::string response_body;
  bool replace = false;
  std::string location;  // as Tls has it
};

// One [[plugin]].
struct Plugin {
  std::string name;
  std::filesystem::path file;
  bool enabled = true;
  bool rest = true;
  bool grpc = true;
  std::string prefix;
  std::optional<Execution> execution;
  std::vector<PluginMethod> method;
  std::vector<PluginRoute> route;
  std::string settings = "{}";  // [plugin.settings] as a JSON object
  SettingLocations locations;   // where the file says what of it
};

struct Config {
  Log log;
  Rest rest;
  Grpc grpc;
  Certificates tls;
  Executor executor;
  Calls calls;
  Shutdown shutdown;
  Plugins plugins;
  std::vector<Plugin> plugin;  // in the order of the file; names are unique
};

// The library of a plugin: `file`, or its name with ".so", below plugins.directory unless it is absolute.
std::filesystem::path plugin_file(const Config& config, const Plugin& plugin);

// "config.toml:14:13": where the file sets `field` of the plugin's settings ("page_size", "limits.page_size",
// "hosts[1]", in snake_case or lowerCamelCase, with or without "settings." before it); the nearest table around it
// where the file does not set it; empty when the configuration did not come from a file.
std::string plugin_setting_location(const Plugin& plugin, std::string_view field);

}  // namespace duet::config
