// What the REST door is told by the host's configuration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace duet::rest {

/// Sizes in bytes, times in nanoseconds; a time of 0 switches its limit off.
struct Limits {
  std::size_t request_line_bytes = 8 * 1024;   // 414 beyond it
  std::size_t header_bytes = 32 * 1024;        // request line included; 431 beyond it
  std::size_t header_count = 100;              // 431 beyond it
  std::uint64_t body_bytes = 4 * 1024 * 1024;  // 413 beyond it
  std::size_t output_high_water = 256 * 1024;  // a connection with more unsent bytes is not served further requests
  std::size_t connections = 10'000;            // 503 beyond it; lowered to fit RLIMIT_NOFILE

  std::int64_t header_timeout_ns = 10'000'000'000;  // from the first byte of a request to the end of its header
  std::int64_t body_timeout_ns = 30'000'000'000;    // between two reads of a body
  std::int64_t idle_timeout_ns = 75'000'000'000;    // between an answer and the next request
  std::int64_t write_timeout_ns = 30'000'000'000;   // between two writes to a client that reads slowly
  std::int64_t linger_ns = 2'000'000'000;           // how long a closed connection's remaining input is thrown away
};

struct RestOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6, in numbers
  std::uint16_t port = 8080;          // 0 = a free one
  std::size_t threads = 2;
  bool write_defaults = false;  // JSON answers hold fields with default values too
  bool ignore_unknown = false;  // unknown JSON fields and query parameters are skipped, not refused
  Limits limits;
};

}  // namespace duet::rest
