// Listeners and certificates of a host that runs: what it opens, what it tells of it, what it refuses to start with.
#include <doctest/doctest.h>

#include <algorithm>

#include "app/cli/door_report.hpp"
#include "app/runtime.hpp"
#include "app/summary.hpp"
#include "config/load.hpp"
#include "host/app/web_client.hpp"
#include "support/certificates.hpp"

using namespace duet;
using duet::test::WebClient;

namespace {

constexpr std::int64_t kDayS = 24 * 3600;

/// A certificate for 127.0.0.1 with its key and its authority, as files.
class Files {
 public:
  explicit Files(std::int64_t ends_s = 90 * kDayS) : authority_("Test CA") {
    duet::test::Subject subject;
    subject.common_name = "duet.test";
    subject.ends_s = ends_s;
    const auto pair = authority_.issue(subject);
    duet::test::write_file(folder_ / "cert.pem", pair.certificate);
    duet::test::write_file(folder_ / "key.pem", pair.key);
    duet::test::write_file(folder_ / "ca.pem", authority_.certificate());
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  /// Named as if it lay in the folder, so that relative paths count from there.
  config::Config read(const std::string& text) const {
    auto config = config::parse("[log]\nlevel = \"error\"\n[plugins]\ndirectory = \"" PLUGINS "\"\n" + text,
                                folder_ / "config.toml");
    INFO((config ? "" : config.error().front()));
    REQUIRE(config);
    return *config;
  }

 private:
  duet::test::TemporaryFolder folder_;
  duet::test::Authority authority_;
};

const std::string kTls = "certificate = \"cert.pem\"\nkey = \"key.pem\"\n";

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("one host on a port with TLS, a port without, and a Unix socket") {
  const Files files;
  app::Runtime runtime(
      files.read("[rest.tls]\n" + kTls + "[[rest.listener]]\naddress = \"unix:" + files.path("rest.sock") +
                 "\"\n[[rest.listener]]\nport = 0\n[[rest.listener]]\nport = 0\ntls = false\n"
                 "[grpc]\nenabled = false\n[[plugin]]\nname = \"items\"\n"),
      {});
  REQUIRE(runtime.start());
  const auto& rest = runtime.doors().rest;
  REQUIRE(rest.size() == 3);
  CHECK(runtime.doors().rest_port() == rest[1].port);

  auto by_unix = WebClient::connect(files.path("rest.sock"));
  auto by_tls = WebClient::connect(rest[1].port, true);
  auto plain = WebClient::connect(rest[2].port, false);
  REQUIRE(by_unix);
  REQUIRE(by_tls);
  REQUIRE(plain);
  CHECK(by_tls->server_name() == "CN=duet.test");
  for (WebClient* client : {&*by_unix, &*by_tls, &*plain}) {
    client->get("/items");
    const auto answer = client->read();
    CHECK(answer.status == 200);
    CHECK(answer.body == "{}");
  }

  const std::string text = app::greeting(runtime.assembly(), runtime.doors());
  CAPTURE(text);
  CHECK(has(text, "ready: REST http+unix:" + files.path("rest.sock") + " https://127.0.0.1:" +
                      std::to_string(rest[1].port) + " http://127.0.0.1:" + std::to_string(rest[2].port) + "\n"));
  CHECK(has(text, "curl --unix-socket " + files.path("rest.sock") + " http://localhost/items\n"));
}

TEST_CASE("lines to try fit the doors") {
  const Files files;
  app::Runtime runtime(files.read("[rest]\naddress = \"0.0.0.0\"\nport = 0\n[rest.tls]\n" + kTls +
                                  "[grpc]\nport = 0\n[grpc.tls]\n" + kTls + "[[plugin]]\nname = \"items\"\n"),
                       {});
  REQUIRE(runtime.start());
  const std::string text = app::greeting(runtime.assembly(), runtime.doors());
  CAPTURE(text);
  const std::string rest = std::to_string(runtime.doors().rest_port());
  const std::string grpc = std::to_string(runtime.doors().grpc_port());
  CHECK(has(text, "curl --insecure https://127.0.0.1:" + rest + "/items\n"));
  CHECK(has(text, "grpcurl -insecure 127.0.0.1:" + grpc + " describe\n"));
  CHECK(has(text, "ready: REST https://0.0.0.0:" + rest + ", gRPC 127.0.0.1:" + grpc + " by TLS\n"));
}

TEST_CASE("[[plugin.method]] reaches the door") {
  const Files files;
  app::Runtime runtime(
      files.read(
          "[rest]\nport = 0\ncache_control = \"no-cache\"\n[grpc]\nenabled = false\n"
          "[[plugin]]\nname = \"items\"\n[[plugin.method]]\nname = \"ListItems\"\ncache_control = \"max-age=5\"\n"
          "[[plugin.method]]\nname = \"items.v1.Items/CreateItem\"\nmax_body_bytes = 30\n"
          "[[plugin]]\nname = \"users\"\n"),
      {});
  REQUIRE(runtime.start());
  auto client = WebClient::connect(runtime.doors().rest_port(), false);
  REQUIRE(client);
  client->get("/items");
  CHECK(has(client->read().head, "\r\nCache-Control: max-age=5\r\n"));
  client->get("/users");
  CHECK(has(client->read().head, "\r\nCache-Control: no-cache\r\n"));
  const std::string body = R"({"name":"A long name, but a lamp","price":1})";
  const std::string head =
      " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n";
  client->send("POST /users" + head + body);
  CHECK(client->read().status == 422);
  client->send("POST /items" + head + body);
  CHECK(client->read().status == 413);
}

TEST_CASE("a method that the plugin does not have keeps the host from starting") {
  const Files files;
  app::Runtime runtime(files.read("[rest]\nport = 0\n[grpc]\nport = 0\n[[plugin]]\nname = \"items\"\n"
                                  "[[plugin.method]]\nname = \"LitsItems\"\n"),
                       {});
  const auto started = runtime.start();
  REQUIRE_FALSE(started);
  CHECK(started.error() == app::Errors{files.path("config.toml") + ":11:1: plugin 'items': there is no method "
                                                                   "'LitsItems'; did you mean 'ListItems'?"});
}

TEST_CASE("certificates that do not serve keep the host from starting, and name the table and the file") {
  const Files files;
  app::Runtime runtime(files.read("[rest]\nport = 0\n[rest.tls]\ncertificate = \"absent.pem\"\nkey = \"key.pem\"\n"
                                  "[grpc]\nport = 0\n[grpc.tls]\ncertificate = \"cert.pem\"\nkey = \"ca.pem\"\n"),
                       {});
  const auto started = runtime.start();
  REQUIRE_FALSE(started);
  REQUIRE(started.error().size() == 2);
  CHECK(has(started.error()[0], "config.toml:7:1: [rest.tls]: "));
  CHECK(has(started.error()[0], files.path("absent.pem")));
  CHECK(has(started.error()[1], "config.toml:12:1: [grpc.tls]: "));
  CHECK(has(started.error()[1], files.path("ca.pem")));
}

TEST_CASE("a door that is disabled needs no certificates") {
  const Files files;
  const auto config = files.read(
      "[rest]\nenabled = false\n[rest.tls]\ncertificate = \"absent.pem\"\nkey = \"absent.pem\"\n[grpc]\nport = 0\n");
  const auto loaded = app::load_certificates(config);
  REQUIRE(loaded);
  CHECK(loaded->rest == nullptr);
  CHECK(loaded->grpc == nullptr);
}

TEST_CASE("the report of the doors tells addresses, certificates and what may be a mistake") {
  const Files files(20 * kDayS + 1000);
  const auto config = files.read(
      "[rest.tls]\n" + kTls +
      "[[rest.listener]]\naddress = \"*\"\nport = 8443\n[[rest.listener]]\naddress = \"unix:/nowhere/at/all.sock\"\n"
      "[[rest.listener]]\naddress = \"systemd:web\"\n[[rest.listener]]\naddress = \"203.0.113.9\"\n"
      "[[rest.listener]]\naddress = \"127.0.0.2\"\ntls = false\n");
  const auto certificates = app::load_certificates(config);
  REQUIRE(certificates);
  const std::int64_t now_s = certificates->rest->current()->expires_s() - 20 * kDayS - 10;
  const auto report = app::cli::report_doors(config, *certificates, now_s);
  REQUIRE(report.lines.size() == 2);
  CHECK(report.lines[0] ==
        "doors: REST https://*:8443 http+unix:/nowhere/at/all.sock https+systemd:web https://203.0.113.9:8080 "
        "http://127.0.0.2:8080, gRPC 127.0.0.1:50051");
  CHECK(report.lines[1].starts_with("rest.tls: CN=duet.test, ends "));
  CHECK(report.lines[1].ends_with("20 days left"));
  REQUIRE(report.warnings.size() == 3);
  CHECK(has(report.warnings[0], "rest.listener[1].address: /nowhere/at is no folder here"));
  CHECK(has(report.warnings[1], "rest.listener[3].address: 203.0.113.9 is no address of this machine"));
  CHECK(has(report.warnings[2], "20 days left"));
  CHECK(app::cli::report_doors(config, *certificates, now_s - 11 * kDayS).warnings.size() == 2);
}
