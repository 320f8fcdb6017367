#include "rest/forwarded.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/text.hpp"
#include "net/peer_address.hpp"
#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

using base::IpAddress;
using base::IpNetwork;
using core::view;

struct Node {
  IpAddress ip;
  std::optional<std::uint16_t> port;
};

// Takes what stands behind the last `separator` that is not quoted off the end of `text`. Read backwards, because what
// the nearest proxy has written is at the end, and whatever a client has put before it, an opened quote for one, must
// not change how that is understood.
std::string_view take_last(std::string_view& text, char separator) {
  bool quoted = false;
  for (std::size_t i = text.size(); i-- > 0;) {
    if (text[i] == '"') {
      std::size_t slashes = 0;
      while (slashes < i && text[i - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) quoted = !quoted;
    } else if (text[i] == separator && !quoted) {
      const std::string_view last = text.substr(i + 1);
      text = text.substr(0, i);
      return trimmed(last);
    }
  }
  return trimmed(std::exchange(text, {}));
}

// The port of a node: a number, or a name that hides one (RFC 7239 section 6). False if it is neither.
bool read_port(std::string_view text, std::optional<std::uint16_t>& port) {
  if (text.starts_with('_')) return text.size() > 1;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  port = number;
  return true;
}

// "192.0.2.7", "192.0.2.7:80", "[2001:db8::7]", "[2001:db8::7]:80" and, where it may be (X-Forwarded-For), IPv6 alone.
std::optional<Node> read_node(std::string_view text, bool bare_v6) {
  Node node;
  std::string_view host = text;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    if (host.find(':') == std::string_view::npos) return std::nullopt;
  } else if (const std::size_t colon = text.find(':'); colon == text.rfind(':')) {
    host = text.substr(0, colon);
    rest = text.substr(std::min(colon, text.size()));
  } else if (!bare_v6) {
    return std::nullopt;
  }
  const auto ip = IpAddress::parse(host);
  if (!ip) return std::nullopt;
  node.ip = *ip;
  if (!rest.empty() && (!rest.starts_with(':') || !read_port(rest.substr(1), node.port))) return std::nullopt;
  return node;
}

// A token as it is, a quoted string without its quotes and escapes.
std::optional<std::string> read_value(std::string_view text) {
  if (!text.starts_with('"')) return std::string(text);
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size() ? std::optional(value) : std::nullopt;
    if (text[i] == '\\' && ++i == text.size()) break;
    value.push_back(text[i]);
  }
  return std::nullopt;
}

// The "for" of one element of Forwarded (RFC 7239 section 4).
std::optional<Node> read_element(std::string_view element) {
  std::optional<Node> node;
  while (!element.empty()) {
    const std::string_view pair = take_last(element, ';');
    const std::size_t equals = pair.find('=');
    if (!equals_ignoring_case(pair.substr(0, equals), "for")) continue;
    if (equals == std::string_view::npos || node) return std::nullopt;
    const auto value = read_value(pair.substr(equals + 1));
    if (value) node = read_node(*value, false);
    if (!node) return std::nullopt;
  }
  return node;
}

std::string text_of(const Node& node) { return node.port ? net::address_text(node.ip, *node.port) : node.ip.text(); }

}  // namespace

bool is_trusted(const IpAddress& ip, std::span<const IpNetwork> trusted) {
  return std::any_of(trusted.begin(), trusted.end(), [&](const IpNetwork& network) { return network.contains(ip); });
}

std::string forwarded_client(std::span<const duet_kv> metadata, ForwardedField field,
                             std::span<const IpNetwork> trusted) {
  if (field == ForwardedField::kNone) return {};
  const bool is_forwarded = field == ForwardedField::kForwarded;
  const std::string_view name = is_forwarded ? "forwarded" : "x-forwarded-for";
  std::optional<Node> last;
  for (std::size_t i = metadata.size(); i-- > 0;) {
    if (view(metadata[i].key) != name) continue;
    std::string_view line = view(metadata[i].value);
    while (!line.empty()) {
      const std::string_view element = take_last(line, ',');
      if (element.empty()) continue;  // Lists may have holes (RFC 9110 section 5.6.1).
      last = is_forwarded ? read_element(element) : read_node(element, true);
      if (!last) return {};
      if (!is_trusted(last->ip, trusted)) return text_of(*last);
    }
  }
  return last ? text_of(*last) : std::string();
}

}  // namespace duet::rest
