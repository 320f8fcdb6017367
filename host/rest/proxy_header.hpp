// The header with which a proxy tells whom it speaks for (the PROXY protocol, versions 1 and 2).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_network.hpp"

namespace duet::rest {

/// What the first bytes of a connection say.
struct ProxyHeader {
  enum class State { kNeedMore, kComplete, kMalformed };

  State state = State::kNeedMore;
  std::size_t size = 0;  // bytes that belong to the header, once it is complete
  bool local = false;    // the proxy speaks for itself (LOCAL)
  std::string client;    // "192.0.2.7:41234", "[2001:db8::7]:41234" or "unix"; empty: the proxy speaks for itself, or
                         // does not tell for whom (UNKNOWN, UNSPEC)
  std::optional<base::IpAddress> ip;  // of the client, where it has one
};

/// Reads the header at the beginning of `bytes`, by haproxy's proxy-protocol.txt of 2020: version 1 within 107 bytes,
/// version 2 with its TLVs skipped, at most 4 KiB of it. An address
/// that a stream cannot have come from, of a datagram for one, is malformed.
ProxyHeader read_proxy_header(std::string_view bytes);

}  // namespace duet::rest
