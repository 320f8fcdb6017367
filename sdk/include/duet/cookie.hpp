// Cookies, as a handler sets and reads them: call.set_cookie({.name = "session", .value = id, .http_only = true}).
// Source: RFC 6265, and for SameSite and the prefixes of names draft-ietf-httpbis-rfc6265bis.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace duet {

enum class SameSite { kUnset, kStrict, kLax, kNone };

// What Set-Cookie says. Values that are no cookie-octets (spaces, quotes, commas, semicolons, backslashes, anything but
// ASCII) are the handler's to encode, in base64 for instance.
struct Cookie {
  std::string name;
  std::string value{};
  std::string path{};    // "/" for the whole site; empty = the folder of the request
  std::string domain{};  // with all hosts below it; empty = the host of the request alone
  std::optional<std::chrono::system_clock::time_point> expires{};
  std::optional<std::chrono::seconds> max_age{};  // goes before `expires`; zero or less removes the cookie
  bool secure = false;                            // only over TLS
  bool http_only = false;                         // not for scripts
  SameSite same_site = SameSite::kUnset;
};

namespace detail {

[[noreturn]] inline void refuse_cookie(const Cookie& cookie, std::string_view why) {
  throw std::invalid_argument("the cookie \"" + cookie.name + "\" cannot be set: " + std::string(why));
}

// RFC 6265, 4.1.1: a token of RFC 2616, 2.2.
inline bool is_cookie_name(std::string_view name) {
  constexpr std::string_view kSeparators = "()<>@,;:\\\"/[]?={} \t";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return c > 0x20 && c < 0x7f && kSeparators.find(c) == kSeparators.npos;
  });
}

// The same: cookie-octets.
inline bool is_cookie_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\'; });
}

inline bool is_cookie_path(std::string_view path) {
  return path.starts_with('/') &&
         std::all_of(path.begin(), path.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != ';'; });
}

// RFC 1034, 3.5, with digits in front (RFC 1123, 2.1).
inline bool is_cookie_domain(std::string_view domain) {
  const auto is_inner = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return is_inner(domain.front()) && is_inner(domain.back()) && domain.find("..") == domain.npos &&
         std::all_of(domain.begin(), domain.end(), [&](char c) { return is_inner(c) || c == '-' || c == '.'; });
}

inline void check_cookie(const Cookie& cookie) {
  if (!is_cookie_name(cookie.name)) {
    refuse_cookie(cookie, "its name has to be a word of ASCII without spaces and any of ()<>@,;:\\\"/[]?={}");
  }
  if (!is_cookie_value(cookie.value)) {
    refuse_cookie(cookie,
                  "its value has to be ASCII without spaces and any of \",;\\; encode it, in base64 for instance");
  }
  if (!cookie.path.empty() && !is_cookie_path(cookie.path)) {
    refuse_cookie(cookie, "its path has to begin with '/' and be printable ASCII without ';'");
  }
  if (!cookie.domain.empty() && !is_cookie_domain(cookie.domain)) {
    refuse_cookie(cookie, "its domain has to be the name of a host, without a dot in front: example.com");
  }
  if (cookie.same_site == SameSite::kNone && !cookie.secure) {
    refuse_cookie(cookie, "browsers take SameSite=None with `secure` only");
  }
  if (cookie.name.starts_with("__Secure-") && !cookie.secure) {
    refuse_cookie(cookie, "browsers take a name that begins with __Secure- with `secure` only");
  }
  if (cookie.name.starts_with("__Host-") && !(cookie.secure && cookie.path == "/" && cookie.domain.empty())) {
    refuse_cookie(cookie,
                  "browsers take a name that begins with __Host- with `secure`, the path \"/\" and no domain only");
  }
}

// "Sun, 06 Nov 1994 08:49:37 GMT": RFC 6265, 4.1.1, sane-cookie-date. Years have four digits.
inline std::string cookie_date(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr sys_seconds kFirst = sys_days(year(1601) / January / 1);  // RFC 6265, 5.1.1: none before
  constexpr sys_seconds kLast = sys_days(year(9999) / December / 31) + hours(24) - seconds(1);
  const sys_seconds second = std::clamp(floor<seconds>(time), kFirst, kLast);
  const sys_days day = floor<days>(second);
  const year_month_day date(day);
  const hh_mm_ss clock(second - day);
  char text[32];
  const int size =
      std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[weekday(day).c_encoding()],
                    static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                    static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
                    static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return std::string(text, static_cast<std::size_t>(size));
}

// The value of Set-Cookie. Throws std::invalid_argument if the cookie cannot be one.
inline std::string cookie_text(const Cookie& cookie) {
  check_cookie(cookie);
  std::string text = cookie.name + "=" + cookie.value;
  if (cookie.max_age && cookie.max_age->count() <= 0) {
    // The grammar has no Max-Age below one.
    text += "; Expires=" + cookie_date({});
  } else {
    if (cookie.expires) text += "; Expires=" + cookie_date(*cookie.expires);
    if (cookie.max_age) text += "; Max-Age=" + std::to_string(cookie.max_age->count());
  }
  if (!cookie.domain.empty()) text += "; Domain=" + cookie.domain;
  if (!cookie.path.empty()) text += "; Path=" + cookie.path;
  if (cookie.secure) text += "; Secure";
  if (cookie.http_only) text += "; HttpOnly";
  if (cookie.same_site == SameSite::kStrict) text += "; SameSite=Strict";
  if (cookie.same_site == SameSite::kLax) text += "; SameSite=Lax";
  if (cookie.same_site == SameSite::kNone) text += "; SameSite=None";
  return text;
}

// The value of a cookie in the field Cookie (RFC 6265, 4.2.1).
inline std::optional<std::string_view> find_cookie(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    std::string_view pair = field.substr(0, field.find(';'));
    field.remove_prefix(std::min(pair.size() + 1, field.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(" \t"), pair.size()));
    pair = pair.substr(0, pair.find_last_not_of(" \t") + 1);
    const std::size_t equals = pair.find('=');
    if (equals == pair.npos || pair.substr(0, equals) != name) continue;
    std::string_view value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return value;
  }
  return std::nullopt;
}

}  // namespace detail
}  // namespace duet
