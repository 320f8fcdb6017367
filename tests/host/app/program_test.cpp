// The program from outside: how it ends while clients wait, what signals do, what it refuses.
#include "host/app/program.hpp"

#include <doctest/doctest.h>
#include <grpc/health/v1/health.grpc.pb.h>
#include <grpcpp/create_channel.h>
#include <signal.h>

#include <fstream>
#include <thread>

#include "host/app/web_client.hpp"
#include "support/certificates.hpp"

using namespace duet::test;

namespace {

namespace health = ::grpc::health::v1;

/// A configuration in a folder of its own, with a certificate beside it.
class Setup {
 public:
  explicit Setup(const std::string& text) {
    renew("first.test");
    std::ofstream(folder_ / "config.toml") << "[log]\nlevel = \"info\"\n[plugins]\ndirectory = \"" PLUGINS "\"\n"
                                           << text;
  }
  std::string config() const { return (folder_ / "config.toml").string(); }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  const std::string& authority() const { return authority_.certificate(); }

  void renew(const std::string& name) const {
    Subject subject;
    subject.common_name = name;
    const Pair pair = authority_.issue(subject);
    write_file(folder_ / "key.pem", pair.key);
    write_file(folder_ / "cert.pem", pair.certificate);
    write_file(folder_ / "ca.pem", authority_.certificate());
  }

 private:
  TemporaryFolder folder_;
  Authority authority_;
};

constexpr const char* kProbe = "[[plugin]]\nname = \"probe\"\n";
constexpr const char* kPorts = "[rest]\nport = 0\n[grpc]\nport = 0\n";
constexpr const char* kTls =
    "[rest.tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n"
    "[grpc.tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n";

class Serving {
 public:
  Serving(const std::string& text, bool tls) : setup(text + (tls ? kTls : "")), tls_(tls) {
    program = std::make_unique<Program>(std::vector<std::string>{"serve", "--config", setup.config()});
    rest = program->port_after(tls ? "https://127.0.0.1:" : "http://127.0.0.1:");
    grpc = program->port_after("gRPC 127.0.0.1:");
    INFO(program->output());
    REQUIRE(rest != 0);
    REQUIRE(grpc != 0);
  }

  std::optional<WebClient> connect() const { return WebClient::connect(rest, tls_); }

  /// A client whose request's handler is at work.
  WebClient waiting_for(const std::string& path) const {
    auto client = connect();
    auto looker = connect();
    REQUIRE(client);
    REQUIRE(looker);
    const int before = sleeps_begun(*looker);
    client->get(path);
    while (sleeps_begun(*looker) == before) std::this_thread::yield();
    return *client;
  }

  static int sleeps_begun(WebClient& client) {
    client.get("/probe/counters");
    const std::string body = client.read().body;
    const std::string field = "\"sleepsBegun\":";
    const std::size_t at = body.find(field);
    return at == std::string::npos ? 0 : std::stoi(body.substr(at + field.size()));
  }

  std::shared_ptr<::grpc::Channel> channel() const {
    ::grpc::SslCredentialsOptions trust;
    trust.pem_root_certs = setup.authority();
    return ::grpc::CreateChannel("127.0.0.1:" + std::to_string(grpc),
                                 tls_ ? ::grpc::SslCredentials(trust) : ::grpc::InsecureChannelCredentials());
  }

  void wait_until_refused() const {
    while (connect()) std::this_thread::yield();
  }

  Setup setup;
  std::unique_ptr<Program> program;
  std::uint16_t rest = 0;
  std::uint16_t grpc = 0;

 private:
  const bool tls_;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("SIGTERM: idle connections end, calls in flight are answered, then the program exits with 0") {
  for (const bool tls : {false, true}) {
    CAPTURE(tls);
    const Serving host(std::string(kPorts) + kProbe, tls);
    auto idle = host.connect();
    REQUIRE(idle);
    idle->get("/probe/counters");
    CHECK(idle->read().status == 200);
    WebClient busy = host.waiting_for("/probe/sleep/700");

    host.program->signal(SIGTERM);
    host.wait_until_refused();
    const auto answer = busy.read();
    CHECK(answer.status == 200);
    CHECK(has(answer.head, "\r\nConnection: close\r\n"));
    CHECK(has(answer.body, "\"ms\":700"));
    CHECK(busy.is_closed());
    CHECK(idle->is_closed());
    // The host waits a moment for clients that have not closed yet.
    busy.close();
    idle->close();
    CHECK(host.program->wait() == 0);
  }
}

TEST_CASE("both doors drain by one clock: when the grace is over their callers are told so") {
  const Serving host(std::string(kPorts) + "[shutdown]\ngrace = \"300ms\"\n" + kProbe, true);
  WebClient rest = host.waiting_for("/probe/sleep/60000");
  const auto stub = health::Health::NewStub(host.channel());
  ::grpc::ClientContext context;
  health::HealthCheckRequest request;
  const auto watch = stub->Watch(&context, request);
  health::HealthCheckResponse seen;
  REQUIRE(watch->Read(&seen));
  CHECK(seen.status() == health::HealthCheckResponse::SERVING);

  host.program->signal(SIGTERM);
  REQUIRE(watch->Read(&seen));
  CHECK(seen.status() == health::HealthCheckResponse::NOT_SERVING);
  CHECK_FALSE(watch->Read(&seen));
  CHECK(watch->Finish().error_code() == ::grpc::StatusCode::UNAVAILABLE);
  CHECK(rest.read().status == 503);
  CHECK(rest.is_closed());
  rest.close();
  CHECK(host.program->wait() == 0);
}

TEST_CASE("health is false before any door closes") {
  const Serving host(std::string(kPorts) + "[shutdown]\ndelay = \"1h\"\n" + kProbe, false);
  const auto stub = health::Health::NewStub(host.channel());
  ::grpc::ClientContext context;
  const auto watch = stub->Watch(&context, {});
  health::HealthCheckResponse seen;
  REQUIRE(watch->Read(&seen));
  host.program->signal(SIGTERM);
  while (watch->Read(&seen) && seen.status() == health::HealthCheckResponse::SERVING) continue;
  CHECK(seen.status() == health::HealthCheckResponse::NOT_SERVING);

  // Both doors still take whoever comes.
  auto client = host.connect();
  REQUIRE(client);
  client->get("/probe/counters");
  CHECK(client->read().status == 200);
  ::grpc::ClientContext check;
  const auto other = health::Health::NewStub(host.channel());
  CHECK(other->Check(&check, {}, &seen).ok());
  CHECK(seen.status() == health::HealthCheckResponse::NOT_SERVING);
  host.program->signal(SIGTERM);
  CHECK(host.program->wait() == 128 + SIGTERM);
}

TEST_CASE("a second signal ends the program at once") {
  const Serving host(std::string(kPorts) + kProbe, true);
  WebClient busy = host.waiting_for("/probe/sleep/60000");
  host.program->signal(SIGINT);
  REQUIRE(host.program->prints("draining"));
  host.program->signal(SIGTERM);
  CHECK(host.program->wait() == 128 + SIGTERM);
  CHECK(busy.read().status == 0);
}

TEST_CASE("SIGHUP brings new certificates to new connections by both doors, and keeps the old ones' connections") {
  const Serving host(std::string(kPorts) + "[tls]\ncheck_interval = \"0s\"\n" + kProbe, true);
  auto old = host.connect();
  REQUIRE(old);
  CHECK(old->server_name() == "CN=first.test");
  host.setup.renew("second.test");
  host.program->signal(SIGHUP);
  REQUIRE(host.program->prints("door=rest certificate=\"CN=second.test"));
  REQUIRE(host.program->prints("door=grpc certificate=\"CN=second.test"));
  auto fresh = host.connect();
  REQUIRE(fresh);
  CHECK(fresh->server_name() == "CN=second.test");
  for (WebClient* client : {&*old, &*fresh}) {
    client->get("/probe/counters");
    CHECK(client->read().status == 200);
  }
  {
    ::grpc::ClientContext context;
    health::HealthCheckResponse seen;
    CHECK(health::Health::NewStub(host.channel())->Check(&context, {}, &seen).ok());
  }

  // A pair that does not fit changes nothing.
  std::ofstream(host.setup.file("cert.pem")) << "no certificate";
  host.program->signal(SIGHUP);
  REQUIRE(host.program->prints("the old one stays"));
  CHECK(host.connect()->server_name() == "CN=second.test");
  old->close();
  fresh->close();
  host.program->signal(SIGTERM);
  CHECK(host.program->wait() == 0);
}

TEST_CASE("SIGHUP without certificates is no reason to end") {
  const Serving host(std::string(kPorts) + kProbe, false);
  host.program->signal(SIGHUP);
  CHECK(host.program->prints("no door speaks TLS"));
  CHECK(host.connect());
  host.program->signal(SIGTERM);
  CHECK(host.program->wait() == 0);
}

TEST_CASE("SIGUSR1 tells how long the handlers hold their threads") {
  const Serving host(std::string(kPorts) + kProbe, false);
  auto client = host.connect();
  REQUIRE(client);
  client->get("/probe/counters");
  CHECK(client->read().status == 200);
  host.program->signal(SIGUSR1);
  CHECK(host.program->prints("how long a handler holds its thread"));
  client->close();
  host.program->signal(SIGTERM);
  CHECK(host.program->wait() == 0);
}

TEST_CASE("when its terminal goes the program ends as for SIGTERM") {
  const Setup setup(std::string(kPorts) + kProbe);
  Program program({"serve", "--config", setup.config()}, true);
  REQUIRE(program.port_after("http://127.0.0.1:") != 0);
  program.signal(SIGHUP);
  REQUIRE(program.prints("no door speaks TLS"));
  program.hang_up();
  CHECK(program.wait() == 0);
  CHECK(program.prints("draining; a second signal ends the program at once signal=HUP"));
}

TEST_CASE("--rest-port is for one listener with a port") {
  const auto serve = [](const std::string& text) {
    const Setup setup(text);
    Program program({"serve", "--config", setup.config(), "--rest-port", "0", "--grpc-port", "0"});
    if (program.port_after("http://127.0.0.1:") != 0) program.signal(SIGTERM);
    const int status = program.wait();
    return std::to_string(status) + ": " + program.output();
  };
  CHECK(has(serve("[rest]\nport = 1\n"), "0: "));
  CHECK(has(serve("[[rest.listener]]\nport = 1\n"), "0: "));
  const std::string two = serve("[[rest.listener]]\nport = 1\n[[rest.listener]]\nport = 2\n");
  CHECK(has(two, "1: "));
  CHECK(has(two, "--rest-port is for one listener, and there are 2 [[rest.listener]]; set the ports in them"));
  CHECK(has(serve("[rest]\naddress = \"unix:/run/x\"\n"), "--rest-port is of no use for unix:/run/x, which has none"));
}

TEST_CASE("check tells addresses and certificates, warns of what ends soon, and serves nothing") {
  const Setup setup(std::string("[rest]\naddress = \"*\"\n") + kTls + kProbe);
  Program good({"check", "--config", setup.config()});
  CHECK(good.wait() == 0);
  REQUIRE(good.prints("config.toml: ok, 1 plugins"));
  CHECK(has(good.output(), "doors: REST https://*:8080, gRPC 127.0.0.1:50051 by TLS\n"));
  CHECK(has(good.output(), "rest.tls: CN=first.test, ends "));
  CHECK_FALSE(has(good.output(), "warning"));

  Subject soon;
  soon.ends_s = 5 * 24 * 3600;
  const Pair pair = Authority().issue(soon);
  write_file(setup.file("cert.pem"), pair.certificate);
  Program mismatched({"check", "--config", setup.config()});
  CHECK(mismatched.wait() == 1);
  CHECK(mismatched.prints("[rest.tls]: "));
  write_file(setup.file("key.pem"), pair.key);
  Program warned({"check", "--config", setup.config()});
  CHECK(warned.wait() == 0);
  CHECK(warned.prints("duet: warning: rest.tls: "));
}
