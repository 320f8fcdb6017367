// Every kind of listener, with clients of every kind.
#include <doctest/doctest.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fstream>
#include <string>
#include <vector>

#include "host/rest/peer_server.hpp"
#include "net/listening_socket.hpp"
#include "support/serve_process.hpp"

using namespace rest_test;
using duet::net::Descriptor;
using duet::net::ListeningSocket;
using duet::rest::ListenerOptions;
using duet::rest::RestOptions;
using duet::test::ServeProcess;
namespace fs = std::filesystem;

namespace {

// This machine's word on it, not the server's.
bool ipv6_works() {
  const Descriptor socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const bool works = ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (!works) MESSAGE("this machine has no IPv6: only IPv4 is tested");
  return works;
}

std::string own_address(const Client& client) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(client.fd(), reinterpret_cast<sockaddr*>(&address), &size);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(ntohs(v4.sin_port));
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(v6.sin6_port));
}

void check_served(const std::string& address, std::uint16_t port) {
  CAPTURE(address);
  Client client(address, port);
  REQUIRE(client.connected());
  CHECK(peer_of(client) == own_address(client));
}

}  // namespace

TEST_CASE("an IPv4 listener serves IPv4 on a free port") {
  PeerServer served(listening({at("127.0.0.1")}));
  const std::uint16_t port = served.start();
  CHECK(port != 0);
  CHECK(served.endpoints.front().address == "127.0.0.1");
  CHECK_FALSE(served.endpoints.front().tls);
  check_served("127.0.0.1", port);
  CHECK_FALSE(Client("127.0.0.2", port).connected());
}

TEST_CASE("an IPv6 listener serves IPv6, and IPv4 where it is to") {
  if (!ipv6_works()) return;
  SUBCASE("one address") {
    PeerServer served(listening({at("::1")}));
    check_served("::1", served.start());
    CHECK(served.endpoints.front().address == "::1");
    CHECK_FALSE(Client("127.0.0.1", served.endpoints.front().port).connected());
  }
  SUBCASE("all addresses and IPv4") {
    PeerServer served(listening({at("::")}));
    const std::uint16_t port = served.start();
    check_served("::1", port);
    check_served("127.0.0.1", port);
  }
  SUBCASE("all addresses without IPv4") {
    ListenerOptions only = at("::");
    only.ipv4_too = false;
    PeerServer served(listening({only}));
    const std::uint16_t port = served.start();
    check_served("::1", port);
    CHECK_FALSE(Client("127.0.0.1", port).connected());
  }
}

TEST_CASE("\"*\" serves what the machine speaks") {
  PeerServer served(listening({at("*")}));
  const std::uint16_t port = served.start();
  check_served("127.0.0.1", port);
  if (ipv6_works()) check_served("::1", port);
}

TEST_CASE("a Unix socket has the permissions that it is to have, and goes with its server") {
  const Folder folder;
  const std::string path = folder / "rest.sock";
  for (const std::uint32_t mode : {0660u, 0600u, 0666u}) {
    CAPTURE(mode);
    ListenerOptions listener = at("unix:" + path);
    listener.unix_mode = mode;
    PeerServer served(listening({listener}));
    CHECK(served.start() == 0);
    CHECK(served.endpoints.front().address == "unix:" + path);
    struct stat file {};
    REQUIRE(::stat(path.c_str(), &file) == 0);
    CHECK(S_ISSOCK(file.st_mode));
    CHECK((file.st_mode & 07777) == mode);
    Client client("unix:" + path, 0);
    CHECK(peer_of(client) == "unix");
    served.server.stop_accepting();
    CHECK_FALSE(fs::exists(path));
    CHECK(peer_of(client) == "unix");
  }
}

TEST_CASE("several listeners serve at once, and are told in their order") {
  const Folder folder;
  std::vector<ListenerOptions> listeners{at("127.0.0.1"), at("unix:" + (folder / "a")), at("127.0.0.2"),
                                         at("unix:" + (folder / "b"))};
  if (ipv6_works()) listeners.push_back(at("::1"));
  PeerServer served(listening(listeners));
  served.start();
  REQUIRE(served.endpoints.size() == listeners.size());
  std::vector<Client> clients;
  for (std::size_t i = 0; i < listeners.size(); ++i) {
    CHECK(served.endpoints[i].address == listeners[i].address);
    clients.emplace_back(served.endpoints[i].address, served.endpoints[i].port);
  }
  for (Client& client : clients) client.send(kAskPeer);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const bool is_unix = listeners[i].address.starts_with("unix:");
    CHECK(ok_body(clients[i]) == (is_unix ? "unix" : own_address(clients[i])));
  }
}

TEST_CASE("when one listener fails, none is left open") {
  const Folder folder;
  const std::string path = folder / "rest.sock";
  PeerServer first(listening({at("127.0.0.1")}));
  const std::uint16_t taken = first.start();
  std::uint16_t freed = 0;
  {
    PeerServer probe(listening({at("127.0.0.1")}));
    freed = probe.start();
  }
  PeerServer second(listening({at("127.0.0.1", freed), at("unix:" + path), at("127.0.0.1", taken)}));
  const std::string refusal = second.refusal();
  CHECK(has(refusal, "127.0.0.1:" + std::to_string(taken)));
  CHECK(has(refusal, "Address already in use"));
  CHECK(has(refusal, "rest.port"));
  CHECK(has(refusal, "[[rest.listener]]"));
  CHECK_FALSE(fs::exists(path));
  CHECK_FALSE(Client(freed).connected());
}

TEST_CASE("what cannot be listened on is told with the mend") {
  const Folder folder;
  std::ofstream(folder / "file") << "precious";
  struct Row {
    std::string address;
    std::vector<std::string> parts;
  };
  const std::vector<Row> rows{
      {"localhost", {"localhost:0", "no address in numbers", "127.0.0.1"}},
      {"", {"no address in numbers"}},
      {"127.0.0.1:80", {"no address in numbers"}},
      {"[::1]", {"no address in numbers"}},
      {"::1%nowhere", {"no address in numbers"}},
      {"192.0.2.7", {"192.0.2.7:0", "Cannot assign requested address", "rest.address"}},
      {"unix:" + (folder / "file"), {folder / "file", "no socket", "remove it"}},
      {"unix:" + (folder / "missing/rest.sock"), {"No such file or directory", "make the folder"}},
      {"unix:" + (folder / std::string(120, 'x')), {"longer than the 107 bytes"}},
      {"unix:relative", {"must begin with '/'"}},
      {"unix:", {"must begin with '/'"}},
      {"systemd:web", {"systemd:web", "no sockets to this process", ".socket unit"}},
  };
  for (const Row& row : rows) {
    PeerServer served(listening({at(row.address)}));
    const std::string refusal = served.refusal();
    CAPTURE(row.address);
    CAPTURE(refusal);
    CHECK(refusal.starts_with("cannot serve REST on "));
    for (const std::string& part : row.parts) CHECK(has(refusal, part));
  }
  std::string kept;
  std::getline(std::ifstream(folder / "file"), kept);
  CHECK(kept == "precious");

  PeerServer nowhere(listening({}));
  CHECK(has(nowhere.refusal(), "[[rest.listener]]"));
}

TEST_CASE("a server can be started again on the same port while connections of the last one linger") {
  std::uint16_t port = 0;
  for (int round = 0; round < 4; ++round) {
    PeerServer served(listening({at("127.0.0.1", port)}));
    port = served.start();
    Client client(port);
    CHECK(peer_of(client) == own_address(client));
    served.server.stop();  // Closes first, so that its side of the connection stays known to the kernel for a while.
    CHECK(client.rest().empty());
  }
}

TEST_CASE("a Unix socket that a killed server has left is replaced, one in use is not") {
  const Folder folder;
  const std::string path = folder / "rest.sock";
  ServeProcess killed("exec \"$0\" unix:" + path + " 0");
  CHECK(killed.lines_until_ready() == std::vector<std::string>{"unix:" + path + " 0"});
  PeerServer second(listening({at("unix:" + path)}));
  const std::string refusal = second.refusal();
  CHECK(has(refusal, path));
  CHECK(has(refusal, "Address already in use"));
  CHECK(peer_of(Client("unix:" + path, 0)) == "unix");
  killed.kill();
  REQUIRE(fs::exists(path));
  PeerServer third(listening({at("unix:" + path)}));
  third.start();
  CHECK(peer_of(Client("unix:" + path, 0)) == "unix");
}

TEST_CASE("the file of another server's Unix socket is left alone") {
  const Folder folder;
  const std::string path = folder / "rest.sock";
  PeerServer first(listening({at("unix:" + path)}));
  first.start();
  fs::remove(path);
  PeerServer second(listening({at("unix:" + path)}));
  second.start();
  first.server.stop();
  CHECK(peer_of(Client("unix:" + path, 0)) == "unix");
}

TEST_CASE("servers that all ask for it share a port") {
  ListenerOptions shared = at("127.0.0.1");
  shared.reuse_port = true;
  PeerServer first(listening({shared}));
  shared.port = first.start();
  PeerServer second(listening({shared}));
  CHECK(second.start() == shared.port);
  PeerServer alone(listening({at("127.0.0.1", shared.port)}));
  CHECK(has(alone.refusal(), "Address already in use"));
  // Whoever of them is left serves all clients.
  first.server.stop();
  for (int i = 0; i < 16; ++i) check_served("127.0.0.1", shared.port);
}

TEST_CASE("backlog and TCP_NODELAY are set, the latter for the clients' sockets too") {
  ListenerOptions listener = at("127.0.0.1");
  listener.backlog = 7;
  auto sockets = ListeningSocket::open_at(listener, {});
  REQUIRE(sockets);
  const int listening_fd = sockets->front().fd();
  tcp_info info{};
  socklen_t size = sizeof info;
  REQUIRE(::getsockopt(listening_fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0);
  CHECK(info.tcpi_sacked == 7);  // Of a listening socket it is the backlog.
  const Client client(sockets->front().endpoint().port);
  REQUIRE(client.connected());
  const Descriptor accepted(::accept(listening_fd, nullptr, nullptr));
  int no_delay = 0;
  size = sizeof no_delay;
  REQUIRE(::getsockopt(accepted.get(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &size) == 0);
  CHECK(no_delay == 1);
}

TEST_CASE("sockets that systemd passes are served under their names, and outlive the server") {
  const Folder folder;
  const std::string path = folder / "rest.sock";
  const Descriptor web(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Descriptor second(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Descriptor local(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Descriptor datagrams(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_un file{};
  file.sun_family = AF_UNIX;
  path.copy(file.sun_path, sizeof file.sun_path - 1);
  std::array<std::string, 2> ports;
  for (std::size_t i = 0; i < 2; ++i) {
    const int fd = i == 0 ? web.get() : second.get();
    REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&loopback), sizeof loopback) == 0);
    REQUIRE(::listen(fd, 16) == 0);
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size);
    ports[i] = std::to_string(ntohs(bound.sin_port));
  }
  REQUIRE(::bind(local.get(), reinterpret_cast<const sockaddr*>(&file), sizeof file) == 0);
  REQUIRE(::listen(local.get(), 16) == 0);
  const std::vector<int> passed{web.get(), second.get(), local.get(), datagrams.get()};
  const std::string names =
      "LISTEN_PID=$$ LISTEN_FDS=4 LISTEN_FDNAMES=web:web:local:dns; export LISTEN_PID LISTEN_FDS "
      "LISTEN_FDNAMES; exec \"$0\" ";
  using Lines = std::vector<std::string>;
  const auto port = static_cast<std::uint16_t>(std::stoi(ports[0]));

  SUBCASE("each name is all sockets of that name") {
    ServeProcess served(names + "systemd:local 0 systemd:web 0", passed);
    CHECK(served.lines_until_ready() == Lines{"unix:" + path + " 0", "127.0.0.1 " + ports[0], "127.0.0.1 " + ports[1]});
    for (const std::string& one : ports) check_served("127.0.0.1", static_cast<std::uint16_t>(std::stoi(one)));
    CHECK(peer_of(Client("unix:" + path, 0)) == "unix");
    CHECK(served.end() == 0);
    CHECK(fs::exists(path));
    // Clients that come between two servers wait for the next one.
    Client waiting(port);
    REQUIRE(waiting.connected());
    waiting.send(kAskPeer);
    ServeProcess next(names + "systemd:web 0", passed);
    next.lines_until_ready();
    CHECK(ok_body(waiting) == own_address(waiting));
    waiting.close();
    CHECK(next.end() == 0);
  }
  SUBCASE("no name is the first one") {
    ServeProcess served(names + "systemd: 0", passed);
    CHECK(served.lines_until_ready() == Lines{"127.0.0.1 " + ports[0]});
    check_served("127.0.0.1", port);
    CHECK(served.end() == 0);
  }
  SUBCASE("without LISTEN_FDNAMES they are called unknown") {
    ServeProcess served("LISTEN_PID=$$ LISTEN_FDS=1; export LISTEN_PID LISTEN_FDS; exec \"$0\" systemd:unknown 0",
                        passed);
    CHECK(served.lines_until_ready() == Lines{"127.0.0.1 " + ports[0]});
    CHECK(served.end() == 0);
  }
  SUBCASE("a name that is not there is an error that tells those that are") {
    ServeProcess served(names + "systemd:rest 0", passed);
    const std::string error = served.line();
    CHECK(has(error, "no socket 'rest', but 'web', 'web', 'local', 'dns'"));
    CHECK(served.end() == 1);
  }
  SUBCASE("what is no listening stream socket is an error") {
    ServeProcess served(names + "systemd:dns 0", passed);
    CHECK(has(served.line(), "'dns' (descriptor 6) is no listening stream socket"));
    CHECK(served.end() == 1);
  }
  SUBCASE("what is meant for another process is not taken") {
    ServeProcess served("LISTEN_PID=1 LISTEN_FDS=4; export LISTEN_PID LISTEN_FDS; exec \"$0\" systemd: 0", passed);
    CHECK(has(served.line(), "no sockets to this process"));
    CHECK(served.end() == 1);
  }
}
