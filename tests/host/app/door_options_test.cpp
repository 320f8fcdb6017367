// Every key of [rest] and [grpc] reaches the door that it is for.
#include "app/door_options.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"

using namespace duet;

namespace {

config::Config read(const std::string& text) {
  auto config = config::parse(text, "config.toml");
  INFO((config ? "" : config.error().front()));
  REQUIRE(config);
  return *config;
}

constexpr std::int64_t kSecond = 1'000'000'000;

}  // namespace

TEST_CASE("what the file does not set has the same default by either name") {
  const auto options = app::rest_options(config::Rest(), nullptr);
  const rest::Limits limits;
  CHECK(options.limits.request_line_bytes == limits.request_line_bytes);
  CHECK(options.limits.header_bytes == limits.header_bytes);
  CHECK(options.limits.header_count == limits.header_count);
  CHECK(options.limits.body_bytes == limits.body_bytes);
  CHECK(options.limits.connections == limits.connections);
  CHECK(options.limits.header_timeout_ns == limits.header_timeout_ns);
  CHECK(options.limits.body_timeout_ns == limits.body_timeout_ns);
  CHECK(options.limits.idle_timeout_ns == limits.idle_timeout_ns);
  CHECK(options.limits.write_timeout_ns == limits.write_timeout_ns);
  CHECK(options.limits.min_rate == limits.min_rate);
  CHECK(options.limits.heartbeat_ns == limits.heartbeat_ns);
  CHECK(options.limits.stream_idle_timeout_ns == limits.stream_idle_timeout_ns);
  CHECK(options.websocket_origins == rest::RestOptions().websocket_origins);
  CHECK(options.etag == rest::RestOptions().etag);
  CHECK(options.compression.min_bytes == rest::Compression().min_bytes);
  REQUIRE(options.listeners.size() == 1);
  const rest::ListenerOptions listener;
  CHECK(options.listeners[0].address == listener.address);
  CHECK(options.listeners[0].port == listener.port);
  CHECK(options.listeners[0].backlog == listener.backlog);
  CHECK(options.listeners[0].ipv4_too == listener.ipv4_too);
  CHECK(options.listeners[0].unix_mode == listener.unix_mode);
  CHECK_FALSE(options.listeners[0].tls);
  CHECK(options.compression.codings == std::vector{rest::Coding::kZstd, rest::Coding::kBrotli, rest::Coding::kGzip});
  const grpc_door::GrpcOptions grpc = app::grpc_options(config::Grpc(), nullptr);
  const grpc_door::GrpcOptions grpc_own;
  CHECK(grpc.max_connections == grpc_own.max_connections);
  CHECK(grpc.max_concurrent_streams == grpc_own.max_concurrent_streams);
  CHECK(grpc.max_message_bytes == grpc_own.max_message_bytes);
  CHECK(grpc.compression == grpc_own.compression);
  CHECK(grpc.compression_min_bytes == grpc_own.compression_min_bytes);
  CHECK(grpc.keepalive_time_ms == grpc_own.keepalive_time_ms);
  CHECK(grpc.keepalive_timeout_ms == grpc_own.keepalive_timeout_ms);
  CHECK(grpc.min_ping_interval_ms == grpc_own.min_ping_interval_ms);
  CHECK(grpc.max_connection_idle_ms == grpc_own.max_connection_idle_ms);
  CHECK(grpc.max_connection_age_ms == grpc_own.max_connection_age_ms);
  CHECK(grpc.max_connection_age_grace_ms == grpc_own.max_connection_age_grace_ms);
}

TEST_CASE("[rest] reaches the REST door") {
  const auto config = read(R"(
[rest]
address = "::"
port = 1
ipv4_too = false
proxy_protocol = true
reuse_port = true
backlog = 2
unix_mode = "0600"
threads = 3
trusted_proxies = ["10.0.0.0/8", "unix", "::1"]
forwarded_field = "forwarded"
max_request_line_bytes = 1000
max_header_bytes = 2000
max_headers = 4
max_body_bytes = 5
max_buffered_bytes = "3MiB"
max_connections = 6
header_timeout = "7s"
body_timeout = "8s"
idle_timeout = "9s"
write_timeout = "10s"
min_rate = 11
heartbeat = "12s"
stream_idle_timeout = "13s"
websocket_origins = ["https://a.example"]
etag = false
cache_control = "no-cache"
json_write_defaults = true
json_ignore_unknown = true
[rest.compression]
codings = ["gzip", "br", "zstd"]
min_bytes = 12
types = ["text/html"]
streams = true
[rest.tls]
certificate = "c"
key = "k"
)");
  const auto options = app::rest_options(config.rest, nullptr);
  REQUIRE(options.listeners.size() == 1);
  const rest::ListenerOptions& listener = options.listeners[0];
  CHECK(listener.address == "::");
  CHECK(listener.port == 1);
  CHECK_FALSE(listener.ipv4_too);
  CHECK(listener.proxy_protocol);
  CHECK(listener.reuse_port);
  CHECK(listener.backlog == 2);
  CHECK(listener.unix_mode == 0600);
  CHECK(listener.tls);
  CHECK(options.threads == 3);
  REQUIRE(options.trusted_proxies.size() == 2);
  CHECK(options.trusted_proxies[0].contains(*base::IpAddress::parse("10.1.2.3")));
  CHECK(options.trusted_proxies[1].contains(*base::IpAddress::parse("::1")));
  CHECK(options.trusted_unix);
  CHECK(options.forwarded_field == rest::ForwardedField::kForwarded);
  CHECK(options.limits.request_line_bytes == 1000);
  CHECK(options.limits.header_bytes == 2000);
  CHECK(options.limits.header_count == 4);
  CHECK(options.limits.body_bytes == 5);
  CHECK(options.limits.buffered_bytes == 3 * 1024 * 1024);
  CHECK(options.limits.connections == 6);
  CHECK(options.limits.header_timeout_ns == 7 * kSecond);
  CHECK(options.limits.body_timeout_ns == 8 * kSecond);
  CHECK(options.limits.idle_timeout_ns == 9 * kSecond);
  CHECK(options.limits.write_timeout_ns == 10 * kSecond);
  CHECK(options.limits.min_rate == 11);
  CHECK(options.limits.heartbeat_ns == 12 * kSecond);
  CHECK(options.limits.stream_idle_timeout_ns == 13 * kSecond);
  CHECK(options.websocket_origins == std::vector<std::string>{"https://a.example"});
  CHECK_FALSE(options.etag);
  CHECK(options.cache_control == "no-cache");
  CHECK(options.write_defaults);
  CHECK(options.ignore_unknown);
  CHECK(options.compression.codings == std::vector{rest::Coding::kGzip, rest::Coding::kBrotli, rest::Coding::kZstd});
  CHECK(options.compression.min_bytes == 12);
  CHECK(options.compression.types == std::vector<std::string>{"text/html"});
  CHECK(options.compression.streams);
}

TEST_CASE("listeners answer the RPC protocols that [rest] says, exceptions apart") {
  const auto protocols = [](const std::string& text) {
    std::vector<std::pair<bool, bool>> all;
    for (const auto& listener : app::rest_options(read(text).rest, nullptr).listeners) {
      all.emplace_back(listener.rpc.grpc_web, listener.rpc.connect);
    }
    return all;
  };
  using Protocols = std::vector<std::pair<bool, bool>>;
  CHECK(protocols("") == Protocols{{true, true}});
  CHECK(protocols("rest.grpc_web = false") == Protocols{{false, true}});
  CHECK(protocols("rest.connect = false") == Protocols{{true, false}});
  CHECK(protocols(R"(
[rest]
connect = false
[[rest.listener]]
port = 1
[[rest.listener]]
port = 2
grpc_web = false
connect = true
)") == Protocols{{true, false}, {false, true}});
}

TEST_CASE("listeners speak TLS where there is a certificate, Unix sockets and exceptions apart") {
  const auto config = read(R"(
[[rest.listener]]
port = 1
[[rest.listener]]
port = 2
tls = false
[[rest.listener]]
address = "unix:/run/a"
[[rest.listener]]
address = "unix:/run/b"
tls = true
[[rest.listener]]
address = "systemd:web"
[rest.tls]
certificate = "c"
key = "k"
)");
  std::vector<bool> tls;
  for (const auto& listener : app::rest_options(config.rest, nullptr).listeners) tls.push_back(listener.tls);
  CHECK(tls == std::vector{true, false, false, true, true});
}

TEST_CASE("compression that is switched off offers nothing, and a small head bounds its first line") {
  const auto config = read("[rest]\nmax_header_bytes = \"2KiB\"\n[rest.compression]\nenabled = false\n");
  const auto options = app::rest_options(config.rest, nullptr);
  CHECK(options.compression.codings.empty());
  CHECK(options.limits.request_line_bytes == 2048);
}

TEST_CASE("[grpc] reaches the gRPC door") {
  const auto config = read(R"(
[grpc]
address = "*"
port = 1
threads = 2
max_connections = 4
max_concurrent_streams = 5
max_message_bytes = 3
compression = "deflate"
compression_min_bytes = 6
keepalive_time = "7ms"
keepalive_timeout = "8ms"
min_ping_interval = "9ms"
max_connection_idle = "10ms"
max_connection_age = "11ms"
max_connection_age_grace = "12ms"
reflection = false
health = false
)");
  const auto options = app::grpc_options(config.grpc, nullptr);
  CHECK(options.address == "::");
  CHECK(options.port == 1);
  CHECK(options.threads == 2);
  CHECK(options.max_connections == 4);
  CHECK(options.max_message_bytes == 3);
  CHECK(options.max_concurrent_streams == 5);
  CHECK(options.compression == grpc_door::Compression::kDeflate);
  CHECK(options.compression_min_bytes == 6);
  CHECK(options.keepalive_time_ms == 7);
  CHECK(options.keepalive_timeout_ms == 8);
  CHECK(options.min_ping_interval_ms == 9);
  CHECK(options.max_connection_idle_ms == 10);
  CHECK(options.max_connection_age_ms == 11);
  CHECK(options.max_connection_age_grace_ms == 12);
  CHECK_FALSE(options.reflection);
  CHECK_FALSE(options.health);
}
