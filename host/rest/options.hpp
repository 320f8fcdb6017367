// What the REST door is told by the host's configuration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/ip_network.hpp"
#include "net/options.hpp"
#include "rest/rpc/protocols.hpp"

namespace duet::tls {
class Store;
}

namespace duet::rest {

/// Sizes in bytes, times in nanoseconds; a time of 0 switches its limit off.
struct Limits {
  std::size_t request_line_bytes = 8 * 1024;   // 414 beyond it
  std::size_t header_bytes = 32 * 1024;        // request line included; 431 beyond it
  std::size_t header_count = 100;              // 431 beyond it
  std::uint64_t body_bytes = 4 * 1024 * 1024;  // 413 beyond it, compressed or expanded; methods can have their own
  std::uint64_t buffered_bytes = 256 * 1024 * 1024;  // of bodies in memory, all connections together; 503 beyond it
  std::size_t output_high_water = 256 * 1024;  // a connection with more unsent bytes is not served further requests
  std::size_t connections = 10'000;            // 503 beyond it; lowered to fit RLIMIT_NOFILE

  std::int64_t header_timeout_ns = 10'000'000'000;  // from the first byte of a request to the end of its header; also
                                                    // for a PROXY header and for TLS's handshake
  std::int64_t body_timeout_ns = 30'000'000'000;    // between two reads of a body
  std::int64_t idle_timeout_ns = 75'000'000'000;    // between an answer and the next request
  std::int64_t write_timeout_ns = 30'000'000'000;   // between two writes to a client that reads slowly
  std::int64_t linger_ns = 2'000'000'000;           // how long a closed connection's remaining input is thrown away
  std::uint64_t min_rate = 240;                     // bytes a second, of a body sent or an answer read; 0 = none

  // Streams of messages. Neither body_timeout_ns nor min_rate holds for what the client sends of one.
  std::int64_t stream_idle_timeout_ns = 3'600'000'000'000;  // without a message in either direction
  std::int64_t heartbeat_ns = 15'000'000'000;  // without output of an answer, until the client gets a sign of life
};

/// Where the door listens.
struct ListenerOptions : net::ListenOptions {  // with `tls`, RestOptions::tls is needed
  bool proxy_protocol = false;  // each connection begins with a PROXY header; only trusted_proxies may connect
  RpcProtocols rpc;
};

/// Content codings of answers and request bodies.
enum class Coding { kIdentity, kGzip, kBrotli, kZstd };

/// How answers are compressed.
struct Compression {
  std::vector<Coding> codings;     // that are offered, the most wanted first; none = no answer is compressed
  std::size_t min_bytes = 1024;    // smaller answers go as they are
  std::vector<std::string> types;  // media types, "text/*" for a group, "+json" for a suffix
  bool streams = false;            // also answers that are sent in pieces; of events only if `types` names them
};

/// The field of a request by which trusted proxies tell their client. Only one counts: proxies set the one they know
/// and pass others on as the client wrote them.
enum class ForwardedField { kNone, kXForwardedFor, kForwarded };

struct RestOptions {
  std::vector<ListenerOptions> listeners{ListenerOptions{}};
  std::size_t threads = 2;
  bool write_defaults = false;  // JSON answers hold fields with default values too
  bool ignore_unknown = false;  // unknown JSON fields and query parameters are skipped, not refused
  bool etag = true;             // GET answers carry one, and If-None-Match is answered with 304
  std::string cache_control;    // of GET answers whose method says nothing; empty = no field
  Compression compression;
  std::vector<std::string> websocket_origins;    // "https://a.example", "*" = any; none = that of the Host field
  std::vector<base::IpNetwork> trusted_proxies;  // whose PROXY headers and forwarded_field are believed
  bool trusted_unix = false;                     // the clients of Unix sockets are trusted proxies, too
  ForwardedField forwarded_field = ForwardedField::kXForwardedFor;
  std::shared_ptr<const tls::Store> tls;  // null unless a listener speaks TLS
  Limits limits;
};

}  // namespace duet::rest
