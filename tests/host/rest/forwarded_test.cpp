// Whom Forwarded and X-Forwarded-For tell.
#include "rest/forwarded.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using duet::base::IpNetwork;
using duet::rest::forwarded_client;
using duet::rest::ForwardedField;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string client_of(const Fields& fields, ForwardedField field) {
  const std::vector<IpNetwork> trusted{*IpNetwork::parse("10.0.0.0/8"), *IpNetwork::parse("2001:db8:ffff::/48")};
  std::vector<duet_kv> metadata;
  for (const auto& [key, value] : fields) {
    metadata.push_back({{key.data(), key.size()}, {value.data(), value.size()}});
  }
  return forwarded_client(metadata, field, trusted);
}

std::string forwarded(const std::string& value) {
  return client_of({{"forwarded", value}}, ForwardedField::kForwarded);
}
std::string x_forwarded_for(const std::string& value) {
  return client_of({{"x-forwarded-for", value}}, ForwardedField::kXForwardedFor);
}

struct Row {
  std::string value;
  std::string client;
};

}  // namespace

TEST_CASE("Forwarded tells the last client that no trusted proxy is") {
  const std::vector<Row> rows{
      {"for=192.0.2.7", "192.0.2.7"},
      {"For=192.0.2.7", "192.0.2.7"},
      {"FOR=\"192.0.2.7\"", "192.0.2.7"},
      {"for=\"192.0.2.7:4711\"", "192.0.2.7:4711"},
      {"for=\"192.0.2.7:_hidden\"", "192.0.2.7"},
      {"for=\"[2001:db8::7]\"", "2001:db8::7"},
      {"for=\"[2001:DB8:0::7]:4711\"", "[2001:db8::7]:4711"},
      {"for=\"[::ffff:192.0.2.7]:4711\"", "192.0.2.7:4711"},
      {"for=\"\\[2001:db8::7\\]\"", "2001:db8::7"},
      {"for=192.0.2.7;proto=https;by=10.0.0.1", "192.0.2.7"},
      {"by=10.0.0.1;host=\"a,b;c\";for=192.0.2.7", "192.0.2.7"},
      {"proto=http; for=192.0.2.7 ;by=10.0.0.1", "192.0.2.7"},
      {"for=192.0.2.7, for=10.0.0.2", "192.0.2.7"},
      {"for=192.0.2.7,for=10.0.0.2,for=\"[2001:db8:ffff::1]\"", "192.0.2.7"},
      {"for=192.0.2.7, for=198.51.100.1, for=10.0.0.2", "198.51.100.1"},
      {"for=10.0.0.9, for=192.0.2.7", "192.0.2.7"},
      {"for=10.0.0.9, for=10.0.0.2", "10.0.0.9"},  // All trusted: the first of them.
      {"for=192.0.2.7, , ,for=10.0.0.2,", "192.0.2.7"},
      {"for=192.0.2.7;for=192.0.2.8", ""},
      {"for=unknown", ""},
      {"for=_hidden", ""},
      {"for=\"_hidden:4711\"", ""},
      {"for=192.0.2.7, for=unknown", ""},
      {"for=unknown, for=192.0.2.7", "192.0.2.7"},
      {"for=192.0.2.7, for=_proxy, for=10.0.0.2", ""},
      {"by=10.0.0.1", ""},
      {"for=192.0.2.7, by=10.0.0.1", ""},
      {"for=", ""},
      {"for", ""},
      {"for=\"192.0.2.7", ""},
      {"for=192.0.2.7\"", ""},
      {"for=\"192.0.2.7\"x", ""},
      {"for=\"192.0.2.7\\\"", ""},
      {"for=192.0.2", ""},
      {"for=192.0.2.256", ""},
      {"for=\"192.0.2.7:\"", ""},
      {"for=\"192.0.2.7:65536\"", ""},
      {"for=\"192.0.2.7:x\"", ""},
      {"for=\"192.0.2.7:_\"", ""},
      {"for=\"[2001:db8::7\"", ""},
      {"for=\"[2001:db8::7]4711\"", ""},
      {"for=\"[192.0.2.7]\"", ""},
      {"for=\"2001:db8::7\"", ""},
      {"for =192.0.2.7", ""},
      {"for= 192.0.2.7", ""},
      {"", ""},
      {",", ""},
      // What a client writes itself, unbalanced quotes too, does not reach what the proxies have added.
      {"for=\"192.0.2.66, for=192.0.2.7", "192.0.2.7"},
      {"\"\"\", for=192.0.2.7, for=10.0.0.2", "192.0.2.7"},
      {"for=192.0.2.66;\\\", for=\"192.0.2.7\"", "192.0.2.7"},
      {"=;=,;;, for=192.0.2.7", "192.0.2.7"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    CHECK(forwarded(row.value) == row.client);
  }
}

TEST_CASE("X-Forwarded-For tells the same, in the forms that proxies write") {
  const std::vector<Row> rows{
      {"192.0.2.7", "192.0.2.7"},
      {"  192.0.2.7\t", "192.0.2.7"},
      {"192.0.2.7:4711", "192.0.2.7:4711"},
      {"2001:db8::7", "2001:db8::7"},
      {"[2001:db8::7]", "2001:db8::7"},
      {"[2001:db8::7]:4711", "[2001:db8::7]:4711"},
      {"::ffff:192.0.2.7", "192.0.2.7"},
      {"192.0.2.7, 10.0.0.2", "192.0.2.7"},
      {"192.0.2.66, 192.0.2.7,10.0.0.2, 2001:db8:ffff::5", "192.0.2.7"},
      {"10.0.0.9,10.0.0.2", "10.0.0.9"},
      {",192.0.2.7,,", "192.0.2.7"},
      {"unknown", ""},
      {"unknown, 192.0.2.7", "192.0.2.7"},
      {"192.0.2.7, unknown", ""},
      {"192.0.2.7, 10.0.0.", ""},
      {"\"192.0.2.7\"", ""},
      {"host.example", ""},
      {"192.0.2.7:x", ""},
      {"\"192.0.2.66, 192.0.2.7", "192.0.2.7"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    CHECK(x_forwarded_for(row.value) == row.client);
  }
}

TEST_CASE("several lines of a field are one list") {
  const auto forwarded_of = [](const Fields& fields) { return client_of(fields, ForwardedField::kForwarded); };
  CHECK(forwarded_of({{"forwarded", "for=192.0.2.66"}, {"host", "h"}, {"forwarded", "for=192.0.2.7, for=10.0.0.2"}}) ==
        "192.0.2.7");
  CHECK(forwarded_of({{"forwarded", "for=192.0.2.7"}, {"forwarded", "for=10.0.0.2"}, {"forwarded", ""}}) ==
        "192.0.2.7");
  CHECK(client_of({{"x-forwarded-for", "192.0.2.66, 192.0.2.7"}, {"x-forwarded-for", "10.0.0.2"}},
                  ForwardedField::kXForwardedFor) == "192.0.2.7");
}

TEST_CASE("only the field that was chosen counts, whatever else a client writes") {
  const Fields both{{"forwarded", "for=192.0.2.7"}, {"x-forwarded-for", "192.0.2.9"}, {"x-real-ip", "192.0.2.66"}};
  CHECK(client_of(both, ForwardedField::kForwarded) == "192.0.2.7");
  CHECK(client_of(both, ForwardedField::kXForwardedFor) == "192.0.2.9");
  CHECK(client_of(both, ForwardedField::kNone).empty());
  CHECK(client_of({{"forwarded", "for=192.0.2.66"}}, ForwardedField::kXForwardedFor).empty());
  CHECK(client_of({{"x-forwarded-for", "192.0.2.66"}}, ForwardedField::kForwarded).empty());
  CHECK(
      client_of({{"forwarded", "for=unknown"}, {"x-forwarded-for", "192.0.2.66"}}, ForwardedField::kForwarded).empty());
  CHECK(client_of({}, ForwardedField::kXForwardedFor).empty());
}
