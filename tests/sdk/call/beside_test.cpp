// What a handler says beside its answer: the HTTP status, cookies, compression.
#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include <duet/plugin.hpp>

#include "support/test_plugin.hpp"

namespace {

using namespace std::chrono_literals;
using duet::Cookie;
using duet::test::Pairs;
using duet::test::Reply;
using duet::test::Request;
using duet::test::TestHost;
using duet::test::TestPlugin;

struct Wish {
  std::uint32_t status = 0;
  bool plain = false;
  std::string cookie;
  bool fail = false;
};
DUET_MODEL(Wish, DUET_FIELD(1, status), DUET_FIELD(2, plain), DUET_FIELD(3, cookie), DUET_FIELD(4, fail));

class Beside {
 public:
  explicit Beside(duet::PluginContext) {}
  duet::Result<Wish> wish(const Wish& request, duet::Call& call) {
    if (request.status != 0) call.http_status(request.status);
    if (request.plain) call.do_not_compress();
    if (!request.cookie.empty()) {
      call.set_cookie({.name = "seen", .value = request.cookie});
      call.set_cookie({.name = "last", .value = "1", .path = "/", .http_only = true});
    }
    if (request.fail) return duet::not_found("nothing");
    return Wish{0, false, std::string(call.cookie("seen").value_or("none")), false};
  }
  static void describe(duet::Plugin<Beside>& plugin) {
    plugin.id("com.example.beside").version("1.0.0");
    plugin.service("beside.v1.Beside").unary("Wish", &Beside::wish);
  }
};

std::string refusal(const Cookie& cookie) {
  try {
    return duet::detail::cookie_text(cookie);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST_CASE("a handler chooses the HTTP status of an answer, not of an error") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Beside>());
  CHECK(plugin.json("Wish", "{}").http_status == 0);
  CHECK(plugin.json("Wish", R"({"status":201})").http_status == 201);
  CHECK(plugin.json("Wish", R"({"status":303})").http_status == 303);
  CHECK(plugin.json("Wish", R"({"status":201,"fail":true})").http_status == 0);
  for (const char* wrong : {"100", "199", "400", "1000"}) {
    CHECK(plugin.json("Wish", R"({"status":)" + std::string(wrong) + "}").code == 13);
  }
  CHECK(host.log().back().message.find("call.http_status(1000): it is for answers") != std::string::npos);
}

TEST_CASE("an answer can go out without compression") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Beside>());
  CHECK(plugin.json("Wish", "{}").flags == 0);
  CHECK(plugin.json("Wish", R"({"plain":true})").flags == DUET_REPLY_UNCOMPRESSED);
}

TEST_CASE("cookies are headers of their own, and gRPC's callers get none") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Beside>());
  CHECK(plugin.json("Wish", R"({"cookie":"a"})").metadata ==
        Pairs{{"set-cookie", "seen=a"}, {"set-cookie", "last=1; Path=/; HttpOnly"}});
  Request request;
  request.door = DUET_DOOR_GRPC;
  request.body = {R"({"cookie":"a"})"};
  CHECK(plugin.call("Wish", request).metadata.empty());
  CHECK(plugin.json("Wish", R"({"cookie":"a b"})").code == 13);
  CHECK(host.log().back().message.find("the cookie \"seen\" cannot be set: its value has to be ASCII") !=
        std::string::npos);
}

TEST_CASE("cookies of the request are found by their names") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Beside>());
  const auto seen = [&](Pairs metadata) {
    Request request;
    request.body = {"{}"};
    request.metadata = std::move(metadata);
    const std::string body = plugin.call("Wish", std::move(request)).body;
    constexpr std::string_view kBefore = R"({"cookie":")";
    return body.substr(kBefore.size(), body.size() - kBefore.size() - 2);
  };
  CHECK(seen({}) == "none");
  CHECK(seen({{"cookie", "seen=1"}}) == "1");
  CHECK(seen({{"cookie", "a=b; seen=\"two\"; seen=3"}}) == "two");
  CHECK(seen({{"cookie", "Seen=1;seen =2;xseen=3;;seen"}}) == "none");
  CHECK(seen({{"cookie", "a=b"}, {"cookie", "b=c;  seen=x=y  "}}) == "x=y");
  CHECK(duet::detail::find_cookie("seen=", "seen") == "");
  CHECK(duet::detail::find_cookie("seen=\"", "seen") == "\"");
  CHECK(duet::detail::find_cookie("", "seen") == std::nullopt);
}

TEST_CASE("a cookie's attributes are written as RFC 6265 has them") {
  const auto time = std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s + 900ms;
  CHECK(refusal({.name = "a"}) == "a=");
  CHECK(refusal({.name = "a",
                 .value = "b",
                 .path = "/x",
                 .domain = "example.com",
                 .expires = time,
                 .max_age = 3600s,
                 .secure = true,
                 .http_only = true,
                 .same_site = duet::SameSite::kStrict}) ==
        "a=b; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Max-Age=3600; Domain=example.com; Path=/x; Secure; HttpOnly; "
        "SameSite=Strict");
  CHECK(refusal({.name = "a", .same_site = duet::SameSite::kLax}) == "a=; SameSite=Lax");
  CHECK(refusal({.name = "a", .secure = true, .same_site = duet::SameSite::kNone}) == "a=; Secure; SameSite=None");
  CHECK(refusal({.name = "a", .expires = time, .max_age = 0s}) == "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(refusal({.name = "__Host-a", .path = "/", .secure = true}) == "__Host-a=; Path=/; Secure");
}

TEST_CASE("what cannot be in a cookie is refused") {
  const auto refused = [](const Cookie& cookie) {
    return refusal(cookie).find(" cannot be set: ") != std::string::npos;
  };
  for (const char* name : {"", "a b", "a=b", "a;b", "a\r\nb", "\xc3\xa4", "a,b", "(a)"}) {
    CAPTURE(name);
    CHECK(refused({.name = name}));
  }
  for (const char* value : {"a b", "a;b", "a,b", "\"a\"", "a\\b", "a\nb", "\xc3\xa4", "\x7f"}) {
    CAPTURE(value);
    CHECK(refused({.name = "a", .value = value}));
  }
  for (const char* path : {"x", "/a;b", "/a\r\n", "/\xc3\xa4"}) CHECK(refused({.name = "a", .path = path}));
  for (const char* domain : {".example.com", "example.com.", "-a", "a..b", "a b", "a;b"})
    CHECK(refused({.name = "a", .domain = domain}));
  CHECK(refused({.name = "a", .same_site = duet::SameSite::kNone}));
  CHECK(refused({.name = "__Secure-a"}));
  CHECK(refused({.name = "__Host-a", .path = "/x", .secure = true}));
  CHECK(refused({.name = "__Host-a", .path = "/", .domain = "example.com", .secure = true}));
}

}  // namespace
