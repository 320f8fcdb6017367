// The gRPC door over TLS and on Unix sockets, with grpc++'s own clients.
#include <doctest/doctest.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include "grpc/listen_address.hpp"
#include "host/grpc/harness.hpp"
#include "support/certificates.hpp"
#include "support/tls_client.hpp"
#include "tls/store.hpp"

namespace duet::test {
namespace {

/// The files of a server's certificate, and the store that is made of them.
class Certified {
 public:
  explicit Certified(tls::ClientCertificates client = tls::ClientCertificates::kOff,
                     tls::Version least = tls::Version::k1_2) {
    options_.certificate = folder_ / "cert.pem";
    options_.key = folder_ / "key.pem";
    options_.client_ca = folder_ / "ca.pem";
    options_.client = client;
    options_.min_version = least;
    write_file(options_.client_ca, authority.certificate());
    put("one");
    auto loaded = tls::Credentials::load(options_);
    REQUIRE_MESSAGE(loaded.ok(), (loaded.ok() ? "" : loaded.error().message));
    store = std::make_shared<tls::Store>(*loaded);
  }

  void put(const std::string& name) const {
    const Pair pair = issue(name);
    write_file(options_.certificate, pair.certificate);
    write_file(options_.key, pair.key);
  }
  Pair issue(const std::string& name) const {
    Subject subject;
    subject.common_name = name;
    return authority.issue(subject);
  }
  grpc_door::GrpcOptions options() const {
    grpc_door::GrpcOptions options;
    options.tls = store;
    return options;
  }

  const Authority authority;
  std::shared_ptr<tls::Store> store;

 private:
  const TemporaryFolder folder_;
  tls::Options options_;
};

std::shared_ptr<grpc::Channel> connect_with(const std::string& where,
                                            const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(where, credentials, arguments);
}

std::shared_ptr<grpc::Channel> connect_tls(const DoorUnderTest& door, const std::string& ca, const Pair& own = {}) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ca;
  options.pem_private_key = own.key;
  options.pem_cert_chain = own.certificate;
  return connect_with("127.0.0.1:" + std::to_string(door.port()), grpc::SslCredentials(options));
}

Outcome call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method = "Who") {
  return ClientCall(channel, "/test.v1.Greeter/" + method, "", nullptr).wait();
}

/// "Who" answers with the subject that the handler sees.
void add_who(DoorUnderTest& door) {
  door.add("Who", [&door](core::Call& call) {
    Answer answer;
    const duet_str subject = call.request.client_subject;
    answer.body = {"<" + std::string(subject.data, subject.size) + ">"};
    answer.finish(door.dispatcher(), call.handle());
  });
}

/// A connection to the door.
class OpenSocket {
 public:
  explicit OpenSocket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  ~OpenSocket() { ::close(fd_); }
  OpenSocket(const OpenSocket&) = delete;
  OpenSocket& operator=(const OpenSocket&) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

/// What a client learns of the server by a handshake, beyond what grpc++'s clients tell.
struct Handshake {
  bool done = false;
  std::string protocol;
  std::string server;
};

Handshake shake_hands(std::uint16_t port, const TlsClientOptions& options) {
  const OpenSocket socket(port);
  TlsClient client(options);
  char buffer[4096];
  while (!client.handshake_done() && client.failure().empty()) {
    const std::string out = client.take_output();
    if (!out.empty() && ::send(socket.fd(), out.data(), out.size(), MSG_NOSIGNAL) < 0) break;
    const ssize_t size = ::recv(socket.fd(), buffer, sizeof buffer, 0);
    if (size <= 0) break;
    client.receive({buffer, static_cast<std::size_t>(size)});
  }
  return {client.handshake_done(), client.protocol(), client.server_subject()};
}

TEST_CASE("calls over TLS, and none without") {
  const Certified certified;
  DoorUnderTest door(certified.options());
  add_who(door);
  door.start();
  const Outcome good = call(connect_tls(door, certified.authority.certificate()));
  CHECK_MESSAGE(good.status.ok(), good.status.error_message());
  CHECK(good.body == "<>");
  CHECK(call(connect_tls(door, Authority("Other").certificate())).status.error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(door.call("Who").status.error_code() == grpc::StatusCode::UNAVAILABLE);  // its channel is a plain one
  const Handshake seen = shake_hands(door.port(), {.ca = certified.authority.certificate(), .protocols = {"h2"}});
  CHECK(seen.protocol == "h2");
  CHECK(seen.server == "CN=one");
}

TEST_CASE("clients that are silent delay neither others nor the end") {
  const Certified certified;
  DoorUnderTest door(certified.options());
  add_who(door);
  door.start();
  const OpenSocket silent(door.port());
  const OpenSocket in_its_hello(door.port());
  const std::string hello = TlsClient({}).take_output();
  REQUIRE(::send(in_its_hello.fd(), hello.data(), hello.size() / 2, MSG_NOSIGNAL) > 0);
  CHECK(call(connect_tls(door, certified.authority.certificate())).status.ok());
  door.server().stop();
  char byte = 0;
  CHECK(::recv(silent.fd(), &byte, 1, 0) <= 0);
  CHECK(::recv(in_its_hello.fd(), &byte, 1, 0) <= 0);
}

TEST_CASE("a handler is told whose certificate the client has shown") {
  const Authority stranger("Stranger");
  Subject subject;
  subject.common_name = "J\xc3\xbcrgen";
  subject.organization = "Example, Inc.";
  const std::string seen = R"(<CN=J\C3\BCrgen,O=Example\, Inc.>)";
  SUBCASE("off") {
    const Certified certified;
    DoorUnderTest door(certified.options());
    add_who(door);
    door.start();
    CHECK(call(connect_tls(door, certified.authority.certificate(), certified.authority.issue(subject))).body == "<>");
  }
  SUBCASE("optional") {
    const Certified certified(tls::ClientCertificates::kOptional);
    DoorUnderTest door(certified.options());
    add_who(door);
    door.start();
    const std::string& ca = certified.authority.certificate();
    CHECK(call(connect_tls(door, ca)).body == "<>");
    CHECK(call(connect_tls(door, ca, certified.authority.issue(subject))).body == seen);
    CHECK_FALSE(call(connect_tls(door, ca, stranger.issue(subject))).status.ok());
  }
  SUBCASE("required") {
    const Certified certified(tls::ClientCertificates::kRequired);
    DoorUnderTest door(certified.options());
    add_who(door);
    door.start();
    const std::string& ca = certified.authority.certificate();
    CHECK_FALSE(call(connect_tls(door, ca)).status.ok());
    const auto channel = connect_tls(door, ca, certified.authority.issue(subject));
    CHECK(call(channel).body == seen);
    CHECK(call(channel).body == seen);
    CHECK_FALSE(call(connect_tls(door, ca, stranger.issue(subject))).status.ok());
    subject.begins_s = -7200;
    subject.ends_s = -3600;
    CHECK_FALSE(call(connect_tls(door, ca, certified.authority.issue(subject))).status.ok());
  }
}

TEST_CASE("a new certificate serves new connections while a call of an old one goes on") {
  const Certified certified;
  DoorUnderTest door(certified.options());
  std::promise<duet_call> held;
  add_who(door);
  door.add("Held", [&](core::Call& one) { held.set_value(one.handle()); });
  door.start();
  const auto old_channel = connect_tls(door, certified.authority.certificate());
  ClientCall slow(old_channel, "/test.v1.Greeter/Held", "", nullptr);
  const duet_call handle = held.get_future().get();
  certified.put("two");
  const auto reloaded = certified.store->reload();
  REQUIRE(reloaded.ok());
  CHECK(*reloaded);

  const TlsClientOptions options{.ca = certified.authority.certificate(), .protocols = {"h2"}};
  CHECK(shake_hands(door.port(), options).server == "CN=two");
  CHECK(call(connect_tls(door, certified.authority.certificate())).status.ok());
  CHECK(call(old_channel).status.ok());
  Answer answer;
  answer.body = {"still there"};
  CHECK(answer.finish(door.dispatcher(), handle));
  CHECK(slow.wait().body == "still there");
}

TEST_CASE("certificates change while clients connect") {
  const Certified certified;
  grpc_door::GrpcOptions options = certified.options();
  options.address = "localhost";  // more than one address on most machines
  DoorUnderTest door(options);
  add_who(door);
  door.start();
  std::atomic<bool> over{false};
  std::thread changing([&] {
    for (int i = 0; !over; ++i) {
      certified.put(std::to_string(i));
      CHECK(certified.store->reload().ok());
    }
  });
  std::vector<std::thread> clients;
  std::atomic<int> answered{0};
  for (int i = 0; i < 2; ++i) {
    clients.emplace_back([&] {
      for (int n = 0; n < 15; ++n) {
        if (call(connect_tls(door, certified.authority.certificate())).status.ok()) ++answered;
      }
    });
  }
  for (std::thread& one : clients) one.join();
  over = true;
  changing.join();
  CHECK(answered == 30);
}

TEST_CASE("the least version") {
  for (const tls::Version least : {tls::Version::k1_2, tls::Version::k1_3}) {
    const Certified certified(tls::ClientCertificates::kOff, least);
    DoorUnderTest door(certified.options());
    add_who(door);
    door.start();
    TlsClientOptions options{.ca = certified.authority.certificate(), .protocols = {"h2"}};
    CHECK(shake_hands(door.port(), options).done);
    options.max_version = TLS1_2_VERSION;
    CHECK(shake_hands(door.port(), options).done == (least == tls::Version::k1_2));
    // Also with certificates that came later.
    certified.put("two");
    CHECK(certified.store->reload().ok());
    CHECK(shake_hands(door.port(), options).done == (least == tls::Version::k1_2));
    CHECK(call(connect_tls(door, certified.authority.certificate())).status.ok());
  }
}

TEST_CASE("a door that was stopped starts again with TLS") {
  const Certified certified;
  DoorUnderTest door(certified.options());
  add_who(door);
  door.start();
  CHECK(call(connect_tls(door, certified.authority.certificate())).status.ok());
  door.server().stop();
  door.start();
  CHECK(call(connect_tls(door, certified.authority.certificate())).status.ok());
}

TEST_CASE("a port that cannot be had is an error with TLS too") {
  const Certified certified;
  DoorUnderTest door(certified.options());
  door.start();
  grpc_door::GrpcOptions options = certified.options();
  core::Dispatcher dispatcher{core::DispatcherOptions()};
  SUBCASE("in use") {
    options.port = door.port();
    grpc_door::Server second(dispatcher, options);
    const auto started = second.start();
    REQUIRE_FALSE(started.ok());
    CHECK(started.error().message.find("in use") != std::string::npos);
  }
  SUBCASE("no such name") {
    options.address = "no.such.name.invalid";
    grpc_door::Server second(dispatcher, options);
    const auto started = second.start();
    REQUIRE_FALSE(started.ok());
    CHECK(started.error().message.find("no.such.name.invalid") != std::string::npos);
  }
}

TEST_CASE("addresses in numbers") {
  CHECK(grpc_door::numeric_hosts("127.0.0.1") == std::vector<std::string>{"127.0.0.1"});
  CHECK(grpc_door::numeric_hosts("[::1]") == std::vector<std::string>{"::1"});
  CHECK(grpc_door::numeric_hosts("unix:/a") == std::vector<std::string>{"unix:/a"});
  CHECK_FALSE(grpc_door::numeric_hosts("localhost").empty());
}

TEST_CASE("Unix sockets") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "door.sock";
  grpc_door::GrpcOptions options;
  options.address = "unix:" + path.string();
  core::Dispatcher dispatcher{core::DispatcherOptions()};
  const auto fault_of = [&](const std::string& address) {
    options.address = address;
    grpc_door::Server server(dispatcher, options);
    const auto started = server.start();
    return started.ok() ? "no fault" : started.error().message;
  };
  SUBCASE("calls, and a second host on the same path") {
    DoorUnderTest door(options);
    add_who(door);
    door.add("Peer", [&](core::Call& one) {
      Answer answer;
      answer.body = {std::string(one.request.peer.data, one.request.peer.size)};
      answer.finish(door.dispatcher(), one.handle());
    });
    door.start();
    CHECK(door.port() == 0);
    const auto channel = connect_with(options.address, grpc::InsecureChannelCredentials());
    CHECK(call(channel).body == "<>");
    CHECK(call(channel, "Peer").body.starts_with("unix:"));
    CHECK(fault_of(options.address).find("another program listens there") != std::string::npos);
    CHECK(call(channel).status.ok());
  }
  SUBCASE("with TLS") {
    const Certified certified;
    options.tls = certified.store;
    DoorUnderTest door(options);
    add_who(door);
    door.start();
    grpc::SslCredentialsOptions client;
    client.pem_root_certs = certified.authority.certificate();
    CHECK(call(connect_with(options.address, grpc::SslCredentials(client))).status.ok());
  }
  SUBCASE("a file that an earlier host has left") {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ::close(fd);
    DoorUnderTest door(options);
    add_who(door);
    door.start();
    CHECK(call(connect_with(options.address, grpc::InsecureChannelCredentials())).status.ok());
  }
  SUBCASE("a path that cannot be had") {
    std::ofstream(folder / "file") << "mine";
    const std::string on_file = fault_of("unix:" + (folder / "file").string());
    CHECK(on_file.find("there is a file of another kind") != std::string::npos);
    CHECK(std::filesystem::file_size(folder / "file") == 4);
    CHECK(fault_of("unix:" + (folder / "none/door.sock").string()).find("a folder that exists") != std::string::npos);
    CHECK(fault_of("unix:/" + std::string(200, 'x')).find("between 1 and 107 bytes") != std::string::npos);
    CHECK(fault_of("unix:").find("between 1 and 107 bytes") != std::string::npos);
  }
}

}  // namespace
}  // namespace duet::test
