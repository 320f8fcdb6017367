#include "config/keys.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace duet::config {
namespace {

using std::chrono_literals::operator""h;

constexpr std::uint64_t kGiB = 1024 * kMiB;
constexpr std::uint32_t kThreadsMax = 1024;

bool is_address(const std::string& text) {
  in6_addr parsed{};
  if (text.find('\0') != std::string::npos) return false;
  return inet_pton(AF_INET, text.c_str(), &parsed) == 1 || inet_pton(AF_INET6, text.c_str(), &parsed) == 1;
}

constexpr std::string_view kAddress = "an IP address such as \"127.0.0.1\" or \"::\"";

bool is_plugin_name(const std::string& text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// Literal segments of RFC 3986's unreserved characters: nothing that a route template reads as something else, and no
// dot segments, which clients take away before they send.
bool is_prefix(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    if (rest.front() != '/') return false;
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (segment.empty() || segment == "." || segment == "..") return false;
    if (!std::all_of(segment.begin(), segment.end(), is_unreserved)) return false;
    rest.remove_prefix(segment.size());
  }
  return true;
}

Key<Plugin> name_key() {
  Key<Plugin> key = text("name", &Plugin::name, is_plugin_name, "a name made of a-z, 0-9, '_' and '-'",
                         "what logs and commands call the plugin; unique");
  key.required = true;
  return key;
}

}  // namespace

const std::vector<Key<Log>>& log_keys() {
  using base::log::Format;
  using base::log::Level;
  static const std::vector<Key<Log>> keys = {
      word("level", &Log::level,
           Words<Level>{{"trace", Level::trace},
                        {"debug", Level::debug},
                        {"info", Level::info},
                        {"warn", Level::warn},
                        {"error", Level::error}},
           "the least level that is written"),
      word("format", &Log::format, Words<Format>{{"console", Format::console}, {"json", Format::json}},
           "lines for people, or one JSON object a line"),
      boolean("access", &Log::access, "one line at level info for every call"),
  };
  return keys;
}

const std::vector<Key<Rest>>& rest_keys() {
  static const std::vector<Key<Rest>> keys = {
      boolean("enabled", &Rest::enabled, "serve REST"),
      text("address", &Rest::address, is_address, std::string(kAddress), "where to listen; \"::\" = everywhere"),
      integer<Rest, std::uint16_t>("port", &Rest::port, 0, 65535, "TCP port", "0 = any that is free"),
      integer<Rest, std::uint32_t>("threads", &Rest::threads, 0, kThreadsMax, "threads",
                                   "that serve connections; 0 = one a core"),
      size("max_header_bytes", &Rest::max_header_bytes, 1 * kKiB, 1 * kMiB, "a request's head; above it 431"),
      size("max_body_bytes", &Rest::max_body_bytes, 0, 1 * kGiB, "a request's body; above it 413"),
      integer<Rest, std::uint32_t>("max_connections", &Rest::max_connections, 1, 1'000'000, "connections",
                                   "open at one time; further ones are answered 503 and closed"),
      duration("header_timeout", &Rest::header_timeout, 1ms, 1h, "for a request's head to arrive"),
      duration("body_timeout", &Rest::body_timeout, 1ms, 1h, "for a request's body to arrive"),
      duration("idle_timeout", &Rest::idle_timeout, 1ms, 24h, "between two requests of a connection"),
      duration("write_timeout", &Rest::write_timeout, 1ms, 1h, "for the client to take bytes of an answer"),
      boolean("json_write_defaults", &Rest::json_write_defaults, "write fields that have their default value"),
      boolean("json_ignore_unknown", &Rest::json_ignore_unknown, "ignore unknown JSON fields instead of refusing them"),
  };
  return keys;
}

const std::vector<Key<Grpc>>& grpc_keys() {
  static const std::vector<Key<Grpc>> keys = {
      boolean("enabled", &Grpc::enabled, "serve gRPC"),
      text("address", &Grpc::address, is_address, std::string(kAddress), "where to listen; \"::\" = everywhere"),
      integer<Grpc, std::uint16_t>("port", &Grpc::port, 0, 65535, "TCP port", "0 = any that is free"),
      integer<Grpc, std::uint32_t>("threads", &Grpc::threads, 0, kThreadsMax, "threads",
                                   "each with a completion queue; 0 = one a core"),
      size("max_message_bytes", &Grpc::max_message_bytes, 0, 1 * kGiB,
           "a message that comes in; above it RESOURCE_EXHAUSTED"),
      boolean("reflection", &Grpc::reflection, "serve grpc.reflection.v1 and v1alpha"),
      boolean("health", &Grpc::health, "serve grpc.health.v1"),
  };
  return keys;
}

const std::vector<Key<Executor>>& executor_keys() {
  static const std::vector<Key<Executor>> keys = {
      integer<Executor, std::uint32_t>("threads", &Executor::threads, 0, kThreadsMax, "threads",
                                       "of the pool that handlers run on; 0 = two a core"),
      integer<Executor, std::uint32_t>("queue", &Executor::queue, 0, 1'000'000, "calls",
                                       "that may wait for a thread; further ones get RESOURCE_EXHAUSTED"),
      word("default", &Executor::default_execution,
           Words<Execution>{{"pool", Execution::pool}, {"inline", Execution::in_line}},
           "where a handler runs that does not say; \"inline\" = on the door's own thread"),
  };
  return keys;
}

const std::vector<Key<Calls>>& calls_keys() {
  static const std::vector<Key<Calls>> keys = {
      integer<Calls, std::uint32_t>("max_in_flight", &Calls::max_in_flight, 0, 1'000'000, "calls",
                                    "at one time over both doors; further ones get RESOURCE_EXHAUSTED; 0 = no limit"),
      duration("default_timeout", &Calls::default_timeout, 0s, 24h, "of a call that brings none; 0s = none"),
      duration("max_timeout", &Calls::max_timeout, 0s, 24h, "longer ones are cut to it; 0s = no limit"),
  };
  return keys;
}

const std::vector<Key<Shutdown>>& shutdown_keys() {
  static const std::vector<Key<Shutdown>> keys = {
      duration("grace", &Shutdown::grace, 0s, 24h, "for calls in flight to finish after SIGTERM"),
  };
  return keys;
}

const std::vector<Key<Plugins>>& plugins_keys() {
  static const std::vector<Key<Plugins>> keys = {
      folder("directory", &Plugins::directory, "where plugins' files are; relative = to the folder of this file"),
  };
  return keys;
}

const std::vector<Key<Plugin>>& plugin_keys() {
  using Choice = std::optional<Execution>;
  static const std::vector<Key<Plugin>> keys = {
      name_key(),
      path("file", &Plugin::file, true, "the library, below plugins.directory; \"\" = the name with \".so\""),
      boolean("enabled", &Plugin::enabled, "load it"),
      boolean("rest", &Plugin::rest, "serve its routes over REST"),
      boolean("grpc", &Plugin::grpc, "serve its services over gRPC"),
      text("prefix", &Plugin::prefix, is_prefix, "a path such as \"/shop\", or \"\"", "put before each of its routes"),
      word("execution", &Plugin::execution,
           Words<Choice>{{"", std::nullopt}, {"pool", Execution::pool}, {"inline", Execution::in_line}},
           "where its handlers run, over what its author chose; \"\" = as the author chose"),
  };
  return keys;
}

}  // namespace duet::config
