// IP addresses and networks in text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duet::base {

/// An IPv4 or IPv6 address. IPv4 is kept as the IPv6 address that maps it (RFC 4291 section 2.5.5.2), so that both
/// notations of one host are equal.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  /// "192.0.2.7", "2001:db8::7" or "::ffff:192.0.2.7"; no port, no brackets, no zone.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  /// As parse() reads it: IPv4 in dots, IPv6 in its shortest form (RFC 5952).
  std::string text() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// All addresses that begin with the same bits.
struct IpNetwork {
  IpAddress address;
  unsigned bits = 128;  // of the IPv6 form: an IPv4 /8 has 104

  /// "10.0.0.0/8", "2001:db8::/32", or one address.
  static std::optional<IpNetwork> parse(std::string_view text);

  bool contains(const IpAddress& one) const;
};

}  // namespace duet::base
