// Who asks, when a proxy asks for them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <duet/abi/base.h>

#include "base/ip_network.hpp"

namespace duet::rest {

/// The client's address by the fields Forwarded (RFC 7239) or, without one, X-Forwarded-For in `metadata` (names in
/// lower case, repeats in order): the last address in them that is not in `trusted`, because only what trusted proxies
/// have added can be believed; the first one if all are. Empty if they tell none: an address that is obfuscated,
/// "unknown" or malformed ends the walk from the last to the first. With its port where it is given, IPv6 in brackets
/// then. @pre the connection's own peer is trusted.
std::string forwarded_client(std::span<const duet_kv> metadata, std::span<const base::IpNetwork> trusted);

}  // namespace duet::rest
