#include "app/door_options.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace duet::app {
namespace {

std::int64_t ns(config::Duration duration) { return std::chrono::nanoseconds(duration).count(); }

std::size_t threads_or(std::uint32_t wanted, std::size_t otherwise) { return wanted != 0 ? wanted : otherwise; }

std::size_t cores() { return std::max(1u, std::thread::hardware_concurrency()); }

rest::Limits limits(const config::Rest& from) {
  rest::Limits limits;
  limits.request_line_bytes = std::min(from.max_request_line_bytes, from.max_header_bytes);
  limits.header_bytes = from.max_header_bytes;
  limits.header_count = from.max_headers;
  limits.body_bytes = from.max_body_bytes;
  limits.buffered_bytes = from.max_buffered_bytes;
  limits.connections = from.max_connections;
  limits.header_timeout_ns = ns(from.header_timeout);
  limits.body_timeout_ns = ns(from.body_timeout);
  limits.idle_timeout_ns = ns(from.idle_timeout);
  limits.write_timeout_ns = ns(from.write_timeout);
  limits.min_rate = from.min_rate;
  limits.heartbeat_ns = ns(from.heartbeat);
  limits.stream_idle_timeout_ns = ns(from.stream_idle_timeout);
  return limits;
}

rest::ListenerOptions listener(const config::Listener& from) {
  rest::ListenerOptions options;
  options.address = from.address;
  options.port = from.port;
  options.tls = from.tls.value_or(false);
  options.proxy_protocol = from.proxy_protocol;
  options.reuse_port = from.reuse_port;
  options.ipv4_too = from.ipv4_too;
  options.backlog = static_cast<int>(from.backlog);
  options.unix_mode = from.unix_mode;
  options.rpc = {from.grpc_web.value_or(true), from.connect.value_or(true)};
  return options;
}

rest::Coding coding(config::Compression::Coding from) {
  using Coding = config::Compression::Coding;
  return from == Coding::zstd ? rest::Coding::kZstd : from == Coding::br ? rest::Coding::kBrotli : rest::Coding::kGzip;
}

rest::ForwardedField forwarded_field(config::Rest::ForwardedField from) {
  using Field = config::Rest::ForwardedField;
  if (from == Field::none) return rest::ForwardedField::kNone;
  return from == Field::forwarded ? rest::ForwardedField::kForwarded : rest::ForwardedField::kXForwardedFor;
}

rest::Compression compression(const config::Compression& from) {
  rest::Compression compression;
  if (from.enabled) {
    for (const auto each : from.codings) compression.codings.push_back(coding(each));
  }
  compression.min_bytes = from.min_bytes;
  compression.types = from.types;
  compression.streams = from.streams;
  return compression;
}

std::int64_t ms(config::Duration duration) { return duration.count(); }

grpc_door::Compression grpc_compression(config::Grpc::Compression from) {
  using Compression = config::Grpc::Compression;
  if (from == Compression::off) return grpc_door::Compression::kOff;
  return from == Compression::gzip ? grpc_door::Compression::kGzip : grpc_door::Compression::kDeflate;
}

}  // namespace

core::DispatcherOptions dispatcher_options(const config::Config& config) {
  core::DispatcherOptions options;
  options.executor_threads = threads_or(config.executor.threads, 2 * cores());
  options.executor_queue = config.executor.queue;
  options.stream_threads = config.executor.stream_threads;
  options.watchdog_ns = ns(config.executor.watchdog);
  options.pipeline.access_log = config.log.access;
  options.pipeline.max_in_flight = config.calls.max_in_flight;
  options.pipeline.default_timeout_ns = ns(config.calls.default_timeout);
  options.pipeline.max_timeout_ns = ns(config.calls.max_timeout);
  return options;
}

rest::RestOptions rest_options(const config::Rest& from, std::shared_ptr<const tls::Store> tls) {
  rest::RestOptions options;
  options.listeners.clear();
  for (const config::Listener& each : config::listeners(from)) options.listeners.push_back(listener(each));
  options.threads = threads_or(from.threads, cores());
  options.write_defaults = from.json_write_defaults;
  options.ignore_unknown = from.json_ignore_unknown;
  options.etag = from.etag;
  options.cache_control = from.cache_control;
  options.compression = compression(from.compression);
  options.websocket_origins = from.websocket_origins;
  options.forwarded_field = forwarded_field(from.forwarded_field);
  for (const std::string& text : from.trusted_proxies) {
    options.trusted_unix = options.trusted_unix || text == "unix";
    if (const auto network = base::IpNetwork::parse(text)) options.trusted_proxies.push_back(*network);
  }
  options.tls = std::move(tls);
  options.limits = limits(from);
  return options;
}

grpc_door::GrpcOptions grpc_options(const config::Grpc& from, std::shared_ptr<const tls::Store> tls) {
  grpc_door::GrpcOptions options;
  options.address = from.address == "*" ? "::" : from.address;  // gRPC's "::" takes clients by IPv4 as well.
  options.port = from.port;
  options.threads = from.threads;
  options.max_connections = from.max_connections;
  options.max_concurrent_streams = from.max_concurrent_streams;
  options.max_message_bytes = from.max_message_bytes;
  options.compression = grpc_compression(from.compression);
  options.compression_min_bytes = from.compression_min_bytes;
  options.keepalive_time_ms = ms(from.keepalive_time);
  options.keepalive_timeout_ms = ms(from.keepalive_timeout);
  options.min_ping_interval_ms = ms(from.min_ping_interval);
  options.max_connection_idle_ms = ms(from.max_connection_idle);
  options.max_connection_age_ms = ms(from.max_connection_age);
  options.max_connection_age_grace_ms = ms(from.max_connection_age_grace);
  options.reflection = from.reflection;
  options.health = from.health;
  options.tls = std::move(tls);
  return options;
}

}  // namespace duet::app
