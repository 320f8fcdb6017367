// The headers of the PROXY protocol, whole, in pieces and wrong.
#include "rest/proxy_header.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using duet::rest::ProxyHeader;
using duet::rest::read_proxy_header;
using State = ProxyHeader::State;

namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text.push_back(static_cast<char>(value));
  return text;
}

std::string v2(int command, int family, const std::string& rest, std::size_t length) {
  return std::string("\r\n\r\n\0\r\nQUIT\n", 12) +
         bytes({command, family, static_cast<int>(length >> 8), static_cast<int>(length & 0xff)}) + rest;
}
std::string v2(int command, int family, const std::string& rest) { return v2(command, family, rest, rest.size()); }

const std::string kPorts = bytes({0xa1, 0x01, 0x1f, 0x90});  // 41217 and 8080
const std::string kFour = bytes({192, 0, 2, 7, 198, 51, 100, 1}) + kPorts;
const std::string kSix = bytes({0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}) +
                         bytes({0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8}) + kPorts;
const std::string kMapped = bytes({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7}) + kSix.substr(16);
const std::string kTlv = bytes({0x01, 0, 2, 'h', '2', 0x04, 0, 1, 0});

struct Good {
  std::string header;
  std::string client;
  bool local = false;
};

std::vector<Good> good_headers() {
  return {
      {"PROXY TCP4 192.0.2.7 198.51.100.1 41217 8080\r\n", "192.0.2.7:41217"},
      {"PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535"},
      {"PROXY TCP4 192.0.2.7 198.51.100.1 0 0\r\n", "192.0.2.7:0"},
      {"PROXY TCP6 2001:db8::7 2001:DB8::8 41217 8080\r\n", "[2001:db8::7]:41217"},
      {"PROXY TCP6 ffff:f:f:f:f:f:f:ffff ffff:f:f:f:f:f:f:ffff 65535 65535\r\n", "[ffff:f:f:f:f:f:f:ffff]:65535"},
      {"PROXY TCP6 ::ffff:192.0.2.7 ::1 41217 8080\r\n", "192.0.2.7:41217"},
      {"PROXY UNKNOWN\r\n", ""},
      {"PROXY UNKNOWN whatever it says 1 2 3\r\n", ""},
      {"PROXY UNKNOWN " + std::string(107 - 16, 'x') + "\r\n", ""},
      {v2(0x21, 0x11, kFour), "192.0.2.7:41217"},
      {v2(0x21, 0x11, kFour + kTlv), "192.0.2.7:41217"},
      {v2(0x21, 0x21, kSix), "[2001:db8::7]:41217"},
      {v2(0x21, 0x21, kSix + kTlv), "[2001:db8::7]:41217"},
      {v2(0x21, 0x21, kMapped), "192.0.2.7:41217"},
      {v2(0x21, 0x31, std::string(216, 'p')), "unix"},
      {v2(0x21, 0x31, std::string(216, '\0') + kTlv), "unix"},
      {v2(0x21, 0x00, ""), ""},
      {v2(0x21, 0x00, "whatever"), ""},
      {v2(0x20, 0x00, ""), "", true},
      {v2(0x20, 0x11, kFour), "", true},
      {v2(0x20, 0x12, "no addresses at all"), "", true},
      {v2(0x21, 0x11, kFour + std::string(4096 - 16 - 12, 't')), "192.0.2.7:41217"},
  };
}

}  // namespace

TEST_CASE("a PROXY header tells the client, and where it ends") {
  for (const Good& good : good_headers()) {
    CAPTURE(good.header);
    for (const std::string_view behind : {"", "G", "\n", "GET / HTTP/1.1\r\n", "\r\n\r\n"}) {
      const ProxyHeader header = read_proxy_header(good.header + std::string(behind));
      CHECK(header.state == State::kComplete);
      CHECK(header.size == good.header.size());
      CHECK(header.client == good.client);
      CHECK(header.local == good.local);
      CHECK(header.ip.has_value() == (good.client.find(':') != std::string::npos));
      if (header.ip) CHECK(good.client.find(header.ip->text()) != std::string::npos);
    }
  }
}

TEST_CASE("a PROXY header that is cut off anywhere waits for the rest") {
  for (const Good& good : good_headers()) {
    for (std::size_t size = 0; size < good.header.size(); ++size) {
      CAPTURE(good.header.substr(0, size));
      CHECK(read_proxy_header(std::string_view(good.header).substr(0, size)).state == State::kNeedMore);
    }
  }
}

TEST_CASE("what is no PROXY header is refused") {
  const std::string addresses = "192.0.2.7 198.51.100.1 ";
  const std::vector<std::string> wrong{
      "GET / HTTP/1.1\r\n",
      "G",
      "proxy TCP4 " + addresses + "1 2\r\n",
      "PROXY\tTCP4 " + addresses + "1 2\r\n",
      "PROXY  TCP4 " + addresses + "1 2\r\n",
      "PROXY \r\n",
      "PROXY UDP4 " + addresses + "1 2\r\n",
      "PROXY tcp4 " + addresses + "1 2\r\n",
      "PROXY UNKNOWNx\r\n",
      "PROXY TCP4\r\n",
      "PROXY TCP4 192.0.2.7\r\n",
      "PROXY TCP4 " + addresses + "\r\n",
      "PROXY TCP4 " + addresses + "1\r\n",
      "PROXY TCP4 " + addresses + "1 \r\n",
      "PROXY TCP4 " + addresses + "1 2 \r\n",
      "PROXY TCP4 " + addresses + "1 2 3\r\n",
      "PROXY TCP4 " + addresses + "1  2\r\n",
      "PROXY TCP4 " + addresses + "1 65536\r\n",
      "PROXY TCP4 " + addresses + "65536 1\r\n",
      "PROXY TCP4 " + addresses + "-1 1\r\n",
      "PROXY TCP4 " + addresses + "+1 1\r\n",
      "PROXY TCP4 " + addresses + "01 1\r\n",
      "PROXY TCP4 " + addresses + "0x1 1\r\n",
      "PROXY TCP4 " + addresses + "1 2\n",
      "PROXY TCP4 " + addresses + "1 2\r\r\n",
      "PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n",
      "PROXY TCP4 192.0.2.7 198.51.100 1 2\r\n",
      "PROXY TCP4 192.0.2.7 host 1 2\r\n",
      "PROXY TCP4 2001:db8::7 2001:db8::8 1 2\r\n",
      "PROXY TCP4 192.0.2.7 2001:db8::8 1 2\r\n",
      "PROXY TCP6 " + addresses + "1 2\r\n",
      "PROXY TCP6 [2001:db8::7] 2001:db8::8 1 2\r\n",
      "PROXY TCP6 fe80::1%lo 2001:db8::8 1 2\r\n",
      "PROXY UNKNOWN " + std::string(107 - 15, 'x') + "\r\n",  // A byte more than version 1 may have.
      "PROXY UNKNOWN " + std::string(200, 'x'),
      std::string("\r\n\r\n\0\r\nQUIT\r", 12),
      std::string("\r\n\r\n\0\r\nquit\n", 12),
      "\r\n\r\nG",
      "\r\nG",
      v2(0x11, 0x11, kFour),  // version 1 in version 2's form
      v2(0x31, 0x11, kFour),
      v2(0x22, 0x11, kFour),
      v2(0x2f, 0x11, kFour),
      v2(0x01, 0x11, kFour),
      v2(0x21, 0x11, kFour.substr(1)),
      v2(0x21, 0x11, ""),
      v2(0x21, 0x21, kSix.substr(1)),
      v2(0x21, 0x21, kFour),
      v2(0x21, 0x31, std::string(215, 'p')),
      v2(0x21, 0x12, kFour),
      v2(0x21, 0x22, kSix),
      v2(0x21, 0x32, std::string(216, 'p')),
      v2(0x21, 0x10, kFour),
      v2(0x21, 0x01, kFour),
      v2(0x21, 0x41, std::string(216, 'p')),
      v2(0x21, 0x13, kFour),
      v2(0x21, 0xff, std::string(216, 'p')),
      v2(0x21, 0x11, kFour, 4096 - 16 + 1),
      v2(0x20, 0x00, "", 65535),
  };
  for (const std::string& one : wrong) {
    CAPTURE(one);
    const ProxyHeader header = read_proxy_header(one);
    CHECK(header.state == State::kMalformed);
    CHECK(header.client.empty());
  }
}
