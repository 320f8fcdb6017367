#include "base/ip_network.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using duet::base::IpAddress;
using duet::base::IpNetwork;

TEST_CASE("addresses are read, and written in their shortest form") {
  struct Row {
    std::string text;
    std::string written;
    bool v4;
  };
  const std::vector<Row> rows{
      {"192.0.2.7", "192.0.2.7", true},
      {"0.0.0.0", "0.0.0.0", true},
      {"255.255.255.255", "255.255.255.255", true},
      {"::ffff:192.0.2.7", "192.0.2.7", true},
      {"::FFFF:c000:207", "192.0.2.7", true},
      {"::", "::", false},
      {"::1", "::1", false},
      {"2001:DB8:0:0:0:0:0:7", "2001:db8::7", false},
      {"fe80::1", "fe80::1", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto address = IpAddress::parse(row.text);
    REQUIRE(address);
    CHECK(address->text() == row.written);
    CHECK(address->is_v4() == row.v4);
    CHECK(IpAddress::parse(row.written) == address);
  }
}

TEST_CASE("what is no address is not taken for one") {
  for (const std::string text : {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", " 1.2.3.4", "1.2.3.4 ",
                                 "1.2.3.4:80", "[::1]", "::1%lo", ":::", "1:2:3:4:5:6:7:8:9", "::g", "localhost"}) {
    CAPTURE(text);
    CHECK_FALSE(IpAddress::parse(text));
  }
  CHECK_FALSE(IpAddress::parse(std::string("1.2.3.4\0", 8)));
}

TEST_CASE("a network holds the addresses that begin with its bits") {
  struct Row {
    std::string network;
    std::string address;
    bool inside;
  };
  const std::vector<Row> rows{
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"10.0.0.0/8", "::ffff:10.1.2.3", true},
      {"10.0.0.0/8", "a00::1", false},
      {"10.9.9.9/8", "10.0.0.1", true},  // Bits behind the prefix do not matter.
      {"192.0.2.128/25", "192.0.2.128", true},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"192.0.2.4/31", "192.0.2.5", true},
      {"192.0.2.4/31", "192.0.2.6", false},
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.8", false},
      {"192.0.2.7/32", "192.0.2.7", true},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "2001:db8::1", true},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"2001:db8::/33", "2001:db8:8000::1", false},
      {"::ffff:10.0.0.0/104", "10.1.2.3", true},
      {"fe80::/10", "febf::1", true},
      {"fe80::/10", "fec0::1", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.network);
    CAPTURE(row.address);
    const auto network = IpNetwork::parse(row.network);
    REQUIRE(network);
    CHECK(network->contains(*IpAddress::parse(row.address)) == row.inside);
  }
}

TEST_CASE("what is no network is not taken for one") {
  for (const std::string text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8 ",
                                 "10.0.0.0/8/8", "10/8", "::/129", "2001:db8::/x", "10.0.0.0/99999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(IpNetwork::parse(text));
  }
}
