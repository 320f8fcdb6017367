// Rules for text and bytes, and every format.
#include <duet/model.hpp>
#include <string_view>
#include <vector>

#include "violations.hpp"

namespace {

using namespace std::string_view_literals;

struct Texts {
  std::string sized = "éé";
  std::string code = "X-1";
  std::string plain = "ok";
  duet::Bytes magic{std::string("\x7f\0E", 3)};
};
DUET_MODEL(Texts, DUET_FIELD(1, sized, duet::byte_length(2, 4), duet::min_length(2)),
           DUET_FIELD(2, code, duet::prefix("X-"), duet::suffix("1"), duet::contains("-")),
           DUET_FIELD(3, plain, duet::not_contains("<")),
           DUET_FIELD(4, magic, duet::prefix("\x7f\0"sv), duet::suffix("E"), duet::contains("\0"sv),
                      duet::max_length(3)));

struct Email {
  std::string value;
};
DUET_MODEL(Email, DUET_FIELD(1, value, duet::email));
struct Uuid {
  std::string value;
};
DUET_MODEL(Uuid, DUET_FIELD(1, value, duet::uuid));
struct Uri {
  std::string value;
};
DUET_MODEL(Uri, DUET_FIELD(1, value, duet::uri));
struct UriRef {
  std::string value;
};
DUET_MODEL(UriRef, DUET_FIELD(1, value, duet::uri_ref));
struct Hostname {
  std::string value;
};
DUET_MODEL(Hostname, DUET_FIELD(1, value, duet::hostname));
struct Ip {
  std::string value;
};
DUET_MODEL(Ip, DUET_FIELD(1, value, duet::ip));
struct Ipv4 {
  std::string value;
};
DUET_MODEL(Ipv4, DUET_FIELD(1, value, duet::ipv4));
struct Ipv6 {
  std::string value;
};
DUET_MODEL(Ipv6, DUET_FIELD(1, value, duet::ipv6));
struct Date {
  std::string value;
};
DUET_MODEL(Date, DUET_FIELD(1, value, duet::date));

using Words = std::vector<std::string>;

template <class T>
void check_format(const std::string& type, const Words& good, const Words& bad) {
  for (const std::string& text : good) CHECK_MESSAGE(broken(T{text}) == "", text);
  for (const std::string& text : bad) CHECK_MESSAGE(broken(T{text}) == type, text);
}

}  // namespace

TEST_CASE("sizes in bytes and in code points, prefixes, suffixes and what is within") {
  CHECK(check(Texts{}) == Vs{});
  CHECK(check(Texts{"€", "x", "<a>", duet::Bytes("E\x7f\x7f\x7f")}) ==
        Vs{{"sized", "must have at least 2 characters", "string_too_short"},
           {"code", "must start with \"X-\"", "prefix_mismatch"},
           {"code", "must end with \"1\"", "suffix_mismatch"},
           {"code", "must contain \"-\"", "contains_mismatch"},
           {"plain", "must not contain \"<\"", "contains_forbidden"},
           {"magic", "must start with \"\\x7f\\x00\"", "prefix_mismatch"},
           {"magic", "must end with \"E\"", "suffix_mismatch"},
           {"magic", "must contain \"\\x00\"", "contains_mismatch"},
           {"magic", "must have at most 3 bytes", "bytes_too_long"}});
  Texts texts;
  texts.sized = "€€";
  CHECK(check(texts) == Vs{{"sized", "must have 2 to 4 bytes of UTF-8", "string_too_long"}});
}

TEST_CASE("email: the HTML standard's valid e-mail address") {
  const std::string label(63, 'a');
  check_format<Email>("email_invalid",
                      {"a@b", "ann@example.com", ".!#$%&'*+/=?^_`{|}~-@x", "a.@b-c.d", "a@" + label + ".1", "a@1.2"},
                      {"", "a", "@b", "a@", "a@b@c", "a@-b", "a@b-", "a@b..c", "a@.b", "a@b.", "a b@c", "\"a\"@b",
                       "é@b", "a@é", "a@" + label + "a", "a@b\n", "a@[127.0.0.1]", "a(c)@b"});
}

TEST_CASE("uuid: RFC 9562 as text") {
  check_format<Uuid>("uuid_invalid",
                     {"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
                      "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
                     {"", "f81d4fae7dec11d0a76500a0c91e6bf6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
                      "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6a",
                      "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4faea7dec-11d0-a765-00a0c91e6bf6"});
}

TEST_CASE("uri: RFC 3986 with a scheme") {
  check_format<Uri>("uri_invalid",
                    {"https://example.com", "http://user:pw@host:80/a;b=1/c?d=e?f#g/?h", "mailto:ann@example.com",
                     "urn:a:b", "a:", "file:///etc/hosts", "http://[2001:db8::1]:8080/", "http://[v1.a:b]/",
                     "http://%C3%A9/", "http://%F0%9F%98%80x/%C3", "x+y.z-1:/a", "http://", "http://a:/",
                     "ldap://[::1]/c=GB?one", "tel:+1-816-555-1212"},
                    {"",
                     "example.com",
                     "/a",
                     "1a:b",
                     ":a",
                     "a b:c",
                     "http://a b",
                     "http://a/%zz",
                     "http://%C3/",
                     "http://a%80b",
                     "http://%ED%A0%80",
                     "http://a/%2",
                     "http://a/[b]",
                     "http://[::1",
                     "http://[::g]",
                     "http://[1.2.3.4]",
                     "http://[v.a]",
                     "http://[v1.]",
                     "http://a:80x",
                     "http://a@b@c",
                     "http://é",
                     "http://a/#b#c",
                     "http://a/\"b\"",
                     "http://a/^",
                     "http://[::1]a",
                     "http://a\n",
                     "a:b\\c"});
}

TEST_CASE("uri_ref: RFC 3986 with a scheme or relative") {
  check_format<UriRef>(
      "uri_ref_invalid",
      {"", "https://example.com", "/a/b?c#d", "../a", "a/b:c", "?q", "#f", "//host/path", "./a:b", "a"},
      {"a b", "%", "1a:b", ":", "[a]", "//[::1", "?[", "#\"", "é"});
}

TEST_CASE("hostname: RFC 1123") {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  check_format<Hostname>("hostname_invalid",
                         {"a", "localhost", "www.example.com", "www.example.com.", "1and1.de", "a-b", label, longest,
                          "a.1b", "xn--bcher-kva.example"},
                         {"", ".", "a..b", ".a", "-a", "a-", "a_b", "é", label + "a", longest + "b", "127.0.0.1", "a.1",
                          "123", "a b", "a\n"});
}

TEST_CASE("ip: dotted IPv4, and IPv6 as RFC 4291 writes it") {
  const Words v4 = {"0.0.0.0", "127.0.0.1", "255.255.255.255", "192.0.2.1"};
  const Words v6 = {"::",
                    "::1",
                    "1::",
                    "2001:db8::1",
                    "2001:DB8:0:0:8:800:200C:417A",
                    "1:2:3:4:5:6:7::",
                    "::2:3:4:5:6:7:8",
                    "::ffff:192.0.2.1",
                    "64:ff9b::192.0.2.33",
                    "1:2:3:4:5:6:1.2.3.4",
                    "0000:0000:0000:0000:0000:0000:0000:0000"};
  const Words none = {"",
                      "1.2.3",
                      "1.2.3.4.5",
                      "256.1.1.1",
                      "01.1.1.1",
                      "1.1.1.1 ",
                      "1..1.1",
                      "a.1.1.1",
                      "+1.1.1.1",
                      "1.1.1.1.",
                      ":",
                      ":::",
                      "1:::2",
                      "1::2::3",
                      "1:2:3:4:5:6:7",
                      "1:2:3:4:5:6:7:8:9",
                      "1:2:3:4::5:6:7:8",
                      "12345::",
                      "g::",
                      "1.2.3.4::",
                      "::1.2.3",
                      "::1.2.3.4:5",
                      "1:",
                      ":1",
                      "fe80::1%eth0",
                      "::1/128",
                      "[::1]",
                      "1:2:3:4:5:6:7:1.2.3.4"};
  Words all = v4;
  all.insert(all.end(), v6.begin(), v6.end());
  check_format<Ip>("ip_invalid", all, none);
  check_format<Ipv4>("ipv4_invalid", v4, v6);
  check_format<Ipv4>("ipv4_invalid", {}, none);
  check_format<Ipv6>("ipv6_invalid", v6, v4);
  check_format<Ipv6>("ipv6_invalid", {}, none);
}

TEST_CASE("date: RFC 3339 full-date, of the calendar") {
  check_format<Date>("date_invalid", {"2024-02-29", "2000-02-29", "1999-12-31", "0001-01-01", "9999-12-31"},
                     {"", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-04-31",
                      "24-01-01", "2024-1-1", "2024/01/01", "2024-01-01T", "2024-01-0a", "-024-01-01", "2024-01-1 "});
}
