#include "config/value_rules.hpp"

#include <sys/un.h>

#include <algorithm>

#include "base/ip_network.hpp"

namespace duet::config {
namespace {

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// RFC 3986 section 2.3.
bool is_unreserved(char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  const auto fits = [kMarks](char c) { return is_alpha(c) || is_digit(c) || kMarks.find(c) != std::string_view::npos; };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

// What the kernel has room for, its final zero included.
bool is_unix_path(std::string_view path) {
  return path.starts_with('/') && path.size() < sizeof(sockaddr_un::sun_path) && path.find('\0') == path.npos;
}

// systemd.socket(5), FileDescriptorName=: at most 255 printable characters, no colon. Empty = the first socket.
bool is_descriptor_name(std::string_view name) {
  const auto fits = [](char c) { return c > ' ' && c <= '~' && c != ':'; };
  return name.size() <= 255 && std::all_of(name.begin(), name.end(), fits);
}

bool is_identifier(std::string_view text) {
  const auto fits = [](char c) { return is_alpha(c) || is_digit(c) || c == '_'; };
  return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

bool is_grpc_address(const std::string& text) {
  constexpr std::string_view kUnix = "unix:";
  if (text.starts_with(kUnix)) return is_unix_path(std::string_view(text).substr(kUnix.size()));
  return text == "*" || base::IpAddress::parse(text).has_value();
}

bool is_rest_address(const std::string& text) {
  constexpr std::string_view kSystemd = "systemd:";
  if (text.starts_with(kSystemd)) return is_descriptor_name(std::string_view(text).substr(kSystemd.size()));
  return is_grpc_address(text);
}

bool is_proxy(const std::string& text) { return text == "unix" || base::IpNetwork::parse(text).has_value(); }

bool is_media_type(const std::string& text) {
  if (text.starts_with('+')) return is_token(std::string_view(text).substr(1));
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return false;
  const std::string_view group = std::string_view(text).substr(0, slash);
  const std::string_view kind = std::string_view(text).substr(slash + 1);
  const auto plain = [](std::string_view part) { return is_token(part) && part.find('*') == part.npos; };
  return plain(group) && (kind == "*" || plain(kind));
}

// A field value of RFC 9110 section 5.5 without its obsolete bytes: nothing of it can end the line.
bool is_cache_control(const std::string& text) {
  const auto visible = [](char c) { return c >= ' ' && c <= '~'; };
  return text.empty() || (text.front() != ' ' && text.back() != ' ' && std::all_of(text.begin(), text.end(), visible));
}

bool is_origin(const std::string& text) {
  constexpr std::string_view kMark = "://";
  const std::size_t mark = text.find(kMark);
  if (mark == std::string::npos) return text == "*";
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto of_scheme = [&](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  const auto of_authority = [&](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("-._~:[]").find(c) != std::string_view::npos;
  };
  const std::string_view scheme = std::string_view(text).substr(0, mark);
  const std::string_view authority = std::string_view(text).substr(mark + kMark.size());
  return !scheme.empty() && is_letter(scheme.front()) && std::all_of(scheme.begin(), scheme.end(), of_scheme) &&
         !authority.empty() && std::all_of(authority.begin(), authority.end(), of_authority);
}

bool is_plugin_name(const std::string& text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

// Segments of unreserved characters: nothing that a route template reads as something else, and no dot segments, which
// clients take away before they send.
bool is_prefix(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    if (rest.front() != '/') return false;
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (segment.empty() || segment == "." || segment == "..") return false;
    if (!std::all_of(segment.begin(), segment.end(), is_unreserved)) return false;
    rest.remove_prefix(segment.size());
  }
  return true;
}

bool is_method_name(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return is_identifier(text);
  std::string_view service = std::string_view(text).substr(0, slash);
  for (std::size_t dot = 0; (dot = service.find('.')) != service.npos; service.remove_prefix(dot + 1)) {
    if (!is_identifier(service.substr(0, dot))) return false;
  }
  return is_identifier(service) && is_identifier(std::string_view(text).substr(slash + 1));
}

bool is_route_path(const std::string& text) { return text.empty() || text.front() == '/'; }

bool is_http_method(const std::string& text) {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; };
  return text == "*" || std::all_of(text.begin(), text.end(), fits);
}

bool is_response_field(const std::string& text) { return text.empty() || is_identifier(text); }

bool is_body_field(const std::string& text) { return text == "*" || is_response_field(text); }

}  // namespace duet::config
