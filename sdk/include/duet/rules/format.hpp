// Formats of strings: email, uuid, uri, uri_ref, hostname, ip, ipv4, ipv6, date. On a list or map they hold for each
// value in it. The empty string is of none of them (but it is a uri_ref): add ignore_if_zero where it may be left out.
#pragma once

#include <string>
#include <string_view>

#include "format/host.hpp"
#include "format/ip.hpp"
#include "format/uri.hpp"
#include "format/word.hpp"
#include "subject.hpp"

namespace duet {
namespace detail {

enum class FormatName { kEmail, kUuid, kUri, kUriRef, kHostname, kIp, kIpv4, kIpv6, kDate };

struct Format {
  static constexpr For kFor = For::kText;
  FormatName name;
  bool (*holds)(std::string_view);
  const char* type;
  std::string_view text;  // "must be ..."

  constexpr unsigned aspects() const { return kSettlesFormat; }
  std::string words(Kind) const { return "must be " + std::string(text); }
  const char* broken(const std::string& value) const { return holds(value) ? nullptr : type; }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.format(name);
  }
};

}  // namespace detail

// An address as <input type="email"> of the HTML standard takes it: "ann@example.com". No comments, no quotes, no
// international names.
inline constexpr detail::Format email{detail::FormatName::kEmail, &detail::is_email, "email_invalid",
                                      "an email address, such as ann@example.com"};
// RFC 9562, in 8-4-4-4-12 hexadecimal digits of either case.
inline constexpr detail::Format uuid{detail::FormatName::kUuid, &detail::is_uuid, "uuid_invalid",
                                     "a UUID: 8-4-4-4-12 hexadecimal digits"};
// RFC 3986 with a scheme; a fragment is allowed.
inline constexpr detail::Format uri{detail::FormatName::kUri, &detail::is_uri, "uri_invalid",
                                    "a URI with a scheme, such as https://example.com/a"};
// RFC 3986, with a scheme or relative.
inline constexpr detail::Format uri_ref{detail::FormatName::kUriRef, &detail::is_uri_ref, "uri_ref_invalid",
                                        "a URI or a relative reference, such as /a?b"};
// RFC 1123: labels of letters, digits and hyphens; 253 characters at most, 63 a label; not an IPv4 address.
inline constexpr detail::Format hostname{detail::FormatName::kHostname, &detail::is_hostname, "hostname_invalid",
                                         "a host name, such as www.example.com"};
// RFC 4291 or dotted decimal, without zone and prefix length.
inline constexpr detail::Format ip{detail::FormatName::kIp, &detail::is_ip, "ip_invalid",
                                   "an IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1"};
inline constexpr detail::Format ipv4{detail::FormatName::kIpv4, &detail::is_ipv4, "ipv4_invalid",
                                     "an IPv4 address, such as 192.0.2.1"};
inline constexpr detail::Format ipv6{detail::FormatName::kIpv6, &detail::is_ipv6, "ipv6_invalid",
                                     "an IPv6 address, such as 2001:db8::1"};
// RFC 3339 full-date, a day of the calendar: "2024-02-29".
inline constexpr detail::Format date{detail::FormatName::kDate, &detail::is_date, "date_invalid",
                                     "a date of the calendar: YYYY-MM-DD"};

}  // namespace duet
