// Who asks, when a proxy asks for them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <duet/abi/base.h>

#include "base/ip_network.hpp"
#include "rest/options.hpp"

namespace duet::rest {

/// Is `ip` in one of the networks?
bool is_trusted(const base::IpAddress& ip, std::span<const base::IpNetwork> trusted);

/// The client's address by `field`, Forwarded (RFC 7239) or X-Forwarded-For, in `metadata` (names in lower case,
/// repeats in order): the last address in it that is not in `trusted`, because only what trusted proxies have added can
/// be believed; the first one if all are. Empty if it tells none: an address that is obfuscated, "unknown" or malformed
/// ends the walk from the last to the first. With its port where it is given, IPv6 in brackets then.
/// @pre the connection's own peer is trusted.
std::string forwarded_client(std::span<const duet_kv> metadata, ForwardedField field,
                             std::span<const base::IpNetwork> trusted);

}  // namespace duet::rest
