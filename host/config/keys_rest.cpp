// [rest] and the tables below it.
#include "config/key_words.hpp"
#include "config/keys.hpp"
#include "config/value_rules.hpp"

namespace duet::config {
namespace {

using std::chrono_literals::operator""h;

constexpr std::uint64_t kGiB = 1024 * kMiB;

// What a listener has wherever it is written.
const std::vector<Key<Listener>>& common_listener_keys() {
  static const std::vector<Key<Listener>> rows = {
      text(
          "address", &Listener::address, is_rest_address, kRestAddress,
          "where to listen; \"*\" = everywhere, \"systemd:NAME\" = on the socket that systemd hands over by that name"),
      integer<Listener, std::uint16_t>("port", &Listener::port, 0, 65535, "TCP port", "0 = any that is free"),
      boolean("ipv4_too", &Listener::ipv4_too, "the address \"::\" takes clients by IPv4 as well"),
      boolean("proxy_protocol", &Listener::proxy_protocol,
              "each connection begins with a PROXY header (v1 or v2); only trusted_proxies may connect"),
      boolean("reuse_port", &Listener::reuse_port, "several processes may listen on the port and share its clients"),
      integer<Listener, std::uint32_t>("backlog", &Listener::backlog, 1, 65535, "connections",
                                       "that may wait to be accepted"),
      file_mode("unix_mode", &Listener::unix_mode, "permissions of the file of a \"unix:/path\""),
  };
  return rows;
}

void append(std::vector<Key<Rest>>& rows, const std::vector<Key<Rest>>& more) {
  rows.insert(rows.end(), more.begin(), more.end());
}

// Limits, each with what a client beyond it gets.
const std::vector<Key<Rest>>& limit_keys() {
  static const std::vector<Key<Rest>> rows = {
      size("max_request_line_bytes", &Rest::max_request_line_bytes, 128, 64 * kKiB,
           "a request's first line; above it 414"),
      size("max_header_bytes", &Rest::max_header_bytes, 1 * kKiB, 1 * kMiB,
           "a request's head, its first line included; above it 431"),
      integer<Rest, std::uint32_t>("max_headers", &Rest::max_headers, 1, 10'000, "fields",
                                   "of a request's head; above it 431"),
      size("max_body_bytes", &Rest::max_body_bytes, 0, 1 * kGiB,
           "a request's body, compressed or expanded; above it 413"),
      size("max_buffered_bytes", &Rest::max_buffered_bytes, 1 * kMiB, 1024 * kGiB,
           "bodies in memory at one time, all connections together; above it 503"),
      integer<Rest, std::uint32_t>("max_connections", &Rest::max_connections, 1, 1'000'000, "connections",
                                   "open at one time; further ones are answered 503 and closed, over TLS only closed"),
      duration("header_timeout", &Rest::header_timeout, 1ms, 1h,
               "for a request's head to arrive, also for a PROXY header and TLS's handshake"),
      duration("body_timeout", &Rest::body_timeout, 1ms, 1h, "between two pieces of a request's body"),
      duration("idle_timeout", &Rest::idle_timeout, 1ms, 24h, "between two requests of a connection"),
      duration("write_timeout", &Rest::write_timeout, 1ms, 1h, "for the client to take bytes of an answer"),
      size("min_rate", &Rest::min_rate, 0, 1 * kGiB,
           "a second, that a client has to send a body and to take an answer with; 0B = any"),
      duration("heartbeat", &Rest::heartbeat, 0s, 1h,
               "without output, until the client of a stream gets a sign of life and a WebSocket's is asked for one; "
               "0s = never"),
      duration("stream_idle_timeout", &Rest::stream_idle_timeout, 0s, 24 * 365h,
               "without a message in either direction, until a stream is ended; body_timeout and min_rate do not hold "
               "for what clients send of one; 0s = never"),
      text_list("websocket_origins", &Rest::websocket_origins, is_origin, kOrigins,
                "whose pages may open WebSockets; left out: those of the host that is called"),
  };
  return rows;
}

}  // namespace

const std::vector<Key<Rest>>& single_listener_keys() {
  static const std::vector<Key<Rest>> rows = [] {
    std::vector<Key<Rest>> lifted;
    for (const Key<Listener>& key : common_listener_keys()) lifted.push_back(of_part(key, &Rest::listen));
    return lifted;
  }();
  return rows;
}

template <>
const std::vector<Key<Listener>>& keys() {
  static const std::vector<Key<Listener>> rows = [] {
    std::vector<Key<Listener>> all = common_listener_keys();
    all.push_back(
        boolean("tls", &Listener::tls, "speak TLS; left out: where [rest.tls] has a certificate, but on Unix sockets"));
    all.push_back(boolean("grpc_web", &Listener::grpc_web, "answer gRPC-Web; left out: as rest.grpc_web says"));
    all.push_back(boolean("connect", &Listener::connect, "answer Connect; left out: as rest.connect says"));
    return all;
  }();
  return rows;
}

template <>
const std::vector<Key<Compression>>& keys() {
  using Coding = Compression::Coding;
  static const std::vector<Key<Compression>> rows = {
      boolean("enabled", &Compression::enabled, "compress answers for clients that take it"),
      word_list("codings", &Compression::codings,
                Words<Coding>{{"zstd", Coding::zstd}, {"br", Coding::br}, {"gzip", Coding::gzip}},
                "that are offered; of those that a client likes equally the first one is taken"),
      size("min_bytes", &Compression::min_bytes, 0, 1 * kGiB, "smaller answers go as they are"),
      text_list("types", &Compression::types, is_media_type, kMediaTypes,
                "of answers that are compressed; \"text/*\" for a group, \"+json\" for a suffix"),
      boolean("streams", &Compression::streams,
              "compress answers that are sent in pieces, too; text/event-stream only if types names it itself"),
  };
  return rows;
}

template <>
const std::vector<Key<Rest>>& keys() {
  static const std::vector<Key<Rest>> rows = [] {
    std::vector<Key<Rest>> all = {boolean("enabled", &Rest::enabled, "serve REST")};
    append(all, single_listener_keys());
    append(all, {
                    boolean("grpc_web", &Rest::grpc_web, "answer gRPC-Web at /package.Service/Method"),
                    boolean("connect", &Rest::connect, "answer Connect there"),
                    integer<Rest, std::uint32_t>("threads", &Rest::threads, 0, 1024, "threads",
                                                 "that serve connections; 0 = one a core"),
                    text_list("trusted_proxies", &Rest::trusted_proxies, is_proxy, kProxies,
                              "whose PROXY headers and forwarded_field are believed; \"unix\" = of Unix sockets"),
                    word("forwarded_field", &Rest::forwarded_field,
                         Words<Rest::ForwardedField>{{"x-forwarded-for", Rest::ForwardedField::x_forwarded_for},
                                                     {"forwarded", Rest::ForwardedField::forwarded},
                                                     {"none", Rest::ForwardedField::none}},
                         "by which trusted proxies tell their client; any other is ignored"),
                });
    append(all, limit_keys());
    append(all,
           {
               boolean("etag", &Rest::etag, "give answers to GET an ETag, and answer If-None-Match with 304"),
               text("cache_control", &Rest::cache_control, is_cache_control, kCacheControl,
                    "Cache-Control of answers to GET whose method sets none; \"\" = none"),
               boolean("json_write_defaults", &Rest::json_write_defaults, "write fields that have their default value"),
               boolean("json_ignore_unknown", &Rest::json_ignore_unknown,
                       "ignore unknown JSON fields instead of refusing them"),
           });
    return all;
  }();
  return rows;
}

}  // namespace duet::config
