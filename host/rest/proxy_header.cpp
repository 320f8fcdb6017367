#include "rest/proxy_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>

#include "base/ip_network.hpp"
#include "net/peer_address.hpp"

namespace duet::rest {
namespace {

using State = ProxyHeader::State;

constexpr std::string_view kV1Start = "PROXY ";
constexpr std::size_t kV1Most = 107;  // its end included
constexpr std::string_view kV2Signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kV2Fixed = 16;
constexpr std::size_t kV2Most = 4096;

ProxyHeader malformed() {
  ProxyHeader header;
  header.state = State::kMalformed;
  return header;
}

ProxyHeader complete(std::size_t size) {
  ProxyHeader header;
  header.state = State::kComplete;
  header.size = size;
  return header;
}

void tell_client(ProxyHeader& header, const base::IpAddress& ip, std::uint16_t port) {
  header.client = net::address_text(ip, port);
  header.ip = ip;
}

bool begins_alike(std::string_view bytes, std::string_view start) {
  const std::size_t size = std::min(bytes.size(), start.size());
  return bytes.substr(0, size) == start.substr(0, size);
}

std::string_view next_word(std::string_view& line) {
  const std::size_t space = line.find(' ');
  const std::string_view word = line.substr(0, space);
  line = space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
  return word;
}

// Zeros in front are not allowed, so that a line cannot be longer than it needs to be.
std::optional<std::uint16_t> port_number(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  return port;
}

ProxyHeader read_v1(std::string_view bytes) {
  const std::size_t end = bytes.substr(0, kV1Most).find('\n');
  if (end == std::string_view::npos) return bytes.size() >= kV1Most ? malformed() : ProxyHeader{};
  if (bytes[end - 1] != '\r') return malformed();
  ProxyHeader header = complete(end + 1);
  std::string_view line = bytes.substr(kV1Start.size(), end - 1 - kV1Start.size());
  const std::string_view protocol = next_word(line);
  if (protocol == "UNKNOWN") return header;  // What follows it is to be ignored.
  if (protocol != "TCP4" && protocol != "TCP6") return malformed();
  const std::string_view source = next_word(line);
  const std::string_view destination = next_word(line);
  const auto source_port = port_number(next_word(line));
  const auto destination_port = port_number(line);  // The last one: a further word makes it no number.
  const bool v4 = protocol == "TCP4";
  const auto in_family = [&](std::string_view text) { return (text.find(':') == std::string_view::npos) == v4; };
  const auto client = base::IpAddress::parse(source);
  if (!client || !in_family(source) || !source_port) return malformed();
  if (!base::IpAddress::parse(destination) || !in_family(destination) || !destination_port) return malformed();
  tell_client(header, *client, *source_port);
  return header;
}

std::uint16_t big_endian(std::string_view bytes) {
  return static_cast<std::uint16_t>(static_cast<std::uint8_t>(bytes[0]) << 8 | static_cast<std::uint8_t>(bytes[1]));
}

// Address families and transports that version 2 knows, as one byte.
enum : std::uint8_t { kUnspecified = 0x00, kTcp4 = 0x11, kTcp6 = 0x21, kUnixStream = 0x31 };

// The sizes of both addresses with both ports.
std::optional<std::size_t> address_bytes(std::uint8_t family) {
  switch (family) {
    case kUnspecified:
      return 0;
    case kTcp4:
      return 12;
    case kTcp6:
      return 36;
    case kUnixStream:
      return 216;
    default:  // Datagrams among them: they do not come by a stream.
      return std::nullopt;
  }
}

void read_client(std::uint8_t family, std::string_view addresses, ProxyHeader& header) {
  base::IpAddress ip;
  switch (family) {
    case kTcp4:
      ip.bytes[10] = ip.bytes[11] = 0xff;
      std::memcpy(ip.bytes.data() + 12, addresses.data(), 4);
      return tell_client(header, ip, big_endian(addresses.substr(8)));
    case kTcp6:
      std::memcpy(ip.bytes.data(), addresses.data(), 16);
      return tell_client(header, ip, big_endian(addresses.substr(32)));
    case kUnixStream:
      header.client = "unix";
      return;
    default:
      return;
  }
}

ProxyHeader read_v2(std::string_view bytes) {
  constexpr std::uint8_t kLocal = 0x20;
  constexpr std::uint8_t kProxy = 0x21;
  if (bytes.size() <= kV2Signature.size()) return {};
  const auto command = static_cast<std::uint8_t>(bytes[12]);
  if (command != kLocal && command != kProxy) return malformed();
  if (bytes.size() < kV2Fixed) return {};
  const auto family = static_cast<std::uint8_t>(bytes[13]);
  const std::size_t length = big_endian(bytes.substr(14));
  if (kV2Fixed + length > kV2Most) return malformed();
  if (command == kProxy) {
    const auto needed = address_bytes(family);
    if (!needed || length < *needed) return malformed();
  }
  if (bytes.size() < kV2Fixed + length) return {};
  ProxyHeader header = complete(kV2Fixed + length);
  // LOCAL is the proxy itself, asking after our health; its addresses are of no meaning.
  header.local = command == kLocal;
  if (!header.local) read_client(family, bytes.substr(kV2Fixed), header);
  return header;
}

}  // namespace

ProxyHeader read_proxy_header(std::string_view bytes) {
  if (bytes.empty()) return {};
  if (begins_alike(bytes, kV2Signature)) return read_v2(bytes);
  if (!begins_alike(bytes, kV1Start)) return malformed();
  return bytes.size() < kV1Start.size() ? ProxyHeader{} : read_v1(bytes);
}

}  // namespace duet::rest
