// IP addresses as text: dotted IPv4 (RFC 3986, section 3.2.2) and IPv6 (RFC 4291, section 2.2). No zones, which mean
// something on one machine only.
#pragma once

#include <cstddef>
#include <string_view>

#include "ascii.hpp"

namespace duet::detail {

// 0 to 255 in decimal, without zeros in front, which some would read as octal.
constexpr bool is_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return false;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  return value <= 255;
}

constexpr bool is_ipv4(std::string_view text) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t dot = text.find('.');
    if (!is_octet(text.substr(0, dot)) || (dot == std::string_view::npos) != (i == 3)) return false;
    if (i < 3) text.remove_prefix(dot + 1);
  }
  return true;
}

// How many groups of 16 bits a part of an IPv6 address has: groups with ':' between them, the last of which may be an
// IPv4 address (two groups) if the part ends the address. -1 if it is none.
constexpr int ipv6_groups(std::string_view part, bool ends_address) {
  if (part.empty()) return 0;
  for (int groups = 0; groups < 8;) {
    const std::size_t colon = part.find(':');
    const std::string_view group = part.substr(0, colon);
    if (colon == std::string_view::npos && ends_address && is_ipv4(group)) return groups + 2;
    if (group.empty() || group.size() > 4) return -1;
    for (const char c : group)
      if (!is_hex_digit(c)) return -1;
    ++groups;
    if (colon == std::string_view::npos) return groups;
    part.remove_prefix(colon + 1);
  }
  return -1;
}

constexpr bool is_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return ipv6_groups(text, true) == 8;
  // "::" stands for one group of zeros or more, once.
  const int before = ipv6_groups(text.substr(0, gap), false);
  const int after = ipv6_groups(text.substr(gap + 2), true);
  return before >= 0 && after >= 0 && before + after <= 7;
}

constexpr bool is_ip(std::string_view text) { return is_ipv4(text) || is_ipv6(text); }

}  // namespace duet::detail
