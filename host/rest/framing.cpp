#include "rest/framing.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/code_map.hpp"
#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

core::Failure bad_request(std::string message) { return {core::kInvalidArgument, std::move(message), 400}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One that TCP has, or nothing, which is the scheme's own.
bool is_port(std::string_view digits) {
  if (digits.empty()) return true;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return digits.size() <= 5 && error == std::errc() && end == digits.data() + digits.size();
}

// host [ ":" port ] of RFC 3986 section 3.2, without user information. An empty host is legal.
bool is_authority(std::string_view text) {
  constexpr std::string_view kHostMarks = "-._~!$&'()*+,;=%";
  const auto is_host_char = [&](char c) {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || kHostMarks.find(c) != std::string_view::npos;
  };
  std::size_t end = 0;
  if (text.starts_with('[')) {
    end = text.find(']');
    if (end == std::string_view::npos) return false;
    const std::string_view address = text.substr(1, end - 1);
    if (address.empty() ||
        !std::all_of(address.begin(), address.end(), [&](char c) { return is_host_char(c) || c == ':'; })) {
      return false;
    }
    ++end;
  } else {
    end = std::min(text.find(':'), text.size());
    if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), is_host_char)) return false;
  }
  if (end == text.size()) return true;
  return text[end] == ':' && is_port(text.substr(end + 1));
}

bool is_target_char(char c) { return c > ' ' && c < '\x7f' && c != '#'; }

// In a form that goes with the method (RFC 9112 section 3.2). That of CONNECT is for proxies to look at.
bool is_target(const RequestHead& head) {
  if (head.method == "CONNECT") return true;
  return !head.path.empty() && (head.authority.empty() || is_authority(head.authority));
}

}  // namespace

std::optional<core::Failure> check_framing(const RequestHead& head) {
  if (head.transfer_encodings > 0) {
    if (head.http10) return bad_request("an HTTP/1.0 request has no Transfer-Encoding");
    if (head.transfer_encodings > 1 || !head.chunked || !equals_ignoring_case(head.transfer_encoding, "chunked")) {
      return core::Failure{core::kUnimplemented, "the only transfer coding that this server reads is 'chunked'", 501};
    }
  }
  if (!std::all_of(head.target.begin(), head.target.end(), is_target_char)) {
    return bad_request("the request target holds a character that must be percent-encoded");
  }
  if (!is_target(head)) {
    return bad_request("the request target must be a path that begins with '/', or an http URL");
  }
  if (head.hosts == 0 && !head.http10) return bad_request("the Host field is missing");
  if (head.hosts > 1) return bad_request("the Host field is given more than once");
  if (head.hosts == 1 && !is_authority(head.host)) return bad_request("the Host field is not a host and port");
  if (head.expects_other && !head.http10) {  // RFC 9110 section 10.1.1
    return core::Failure{core::kInvalidArgument, "the only expectation that this server meets is 100-continue", 417};
  }
  if (head.content_types > 1) return bad_request("the Content-Type field is given more than once");
  return std::nullopt;
}

}  // namespace duet::rest
