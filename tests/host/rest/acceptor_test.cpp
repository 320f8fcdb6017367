// Clients on their way in: proxies, floods, a process without descriptors, and the end.
#include <doctest/doctest.h>
#include <netinet/tcp.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "host/rest/peer_server.hpp"
#include "net/acceptor.hpp"
#include "net/listening_socket.hpp"
#include "support/serve_process.hpp"

using namespace rest_test;
using duet::base::IpNetwork;
using duet::net::Acceptor;
using duet::net::Descriptor;
using duet::net::ListeningSocket;
using duet::rest::RestOptions;
using duet::test::ServeProcess;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

RestOptions behind_proxy(const std::string& trusted) {
  RestOptions options = listening({at("127.0.0.1"), at("127.0.0.1")});
  options.listeners.front().proxy_protocol = true;
  options.trusted_proxies.push_back(*IpNetwork::parse(trusted));
  return options;
}

std::string version2(const std::string& header) { return std::string("\r\n\r\n\0\r\nQUIT\n", 12) + header; }

// Of all kinds, this process's own.
std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

bool is_overloaded(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n") && has(answer, "\r\nConnection: close\r\n");
}

// Until the server has noticed, one after the other, that clients are gone, and has room for a new one.
void wait_for_room(std::uint16_t port) {
  for (;;) {
    Client client(port);
    REQUIRE(client.connected());
    if (peer_of(client).starts_with("127.0.0.1:")) return;
  }
}

}  // namespace

TEST_CASE("a PROXY header tells the handler its client") {
  PeerServer served(behind_proxy("127.0.0.0/8"));
  const std::uint16_t port = served.start();
  const std::string v4 = "\x21\x11" + std::string("\0\x0c\xc0\0\2\7\xc6\x33\x64\1\xa1\1\x1f\x90", 14);
  struct Row {
    std::string header;
    std::string client;
  };
  for (const Row& row : {Row{"PROXY TCP4 192.0.2.7 198.51.100.1 41217 8080\r\n", "192.0.2.7:41217"},
                         Row{"PROXY TCP6 2001:db8::7 2001:db8::8 41217 8080\r\n", "[2001:db8::7]:41217"},
                         Row{version2(v4), "192.0.2.7:41217"}}) {
    CAPTURE(row.header);
    Client glued(port);
    glued.send(row.header + kAskPeer + kAskPeer);
    CHECK(ok_body(glued) == row.client);
    CHECK(ok_body(glued) == row.client);
    Client pieces(port);
    const int on = 1;
    ::setsockopt(pieces.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    for (const char c : row.header + kAskPeer) pieces.send({&c, 1});
    CHECK(ok_body(pieces) == row.client);
  }
  for (const std::string& own : {std::string("PROXY UNKNOWN\r\n"), version2(std::string("\x20\0\0\0", 4))}) {
    Client client(port);
    client.send(own);
    CHECK(peer_of(client).starts_with("127.0.0.1:"));
  }
}

TEST_CASE("without a PROXY header a listener that wants one serves nothing") {
  PeerServer served(behind_proxy("127.0.0.0/8"));
  const std::uint16_t port = served.start();
  Client plain(port);
  plain.send(kAskPeer);
  CHECK(plain.rest().empty());
  // The other listener takes such a header for what it is there: no HTTP.
  Client mistaken(served.endpoints[1].port);
  mistaken.send("PROXY TCP4 192.0.2.7 198.51.100.1 41217 8080\r\n" + kAskPeer);
  CHECK(mistaken.rest().starts_with("HTTP/1.1 400 "));
  Client usual(served.endpoints[1].port);
  CHECK(peer_of(usual).starts_with("127.0.0.1:"));
}

TEST_CASE("only trusted proxies may connect where PROXY headers are read") {
  PeerServer served(behind_proxy("10.0.0.0/8"));
  const std::uint16_t port = served.start();
  Client stranger(port);
  stranger.send("PROXY TCP4 192.0.2.7 198.51.100.1 41217 8080\r\n" + kAskPeer);
  CHECK(stranger.rest().empty());
  CHECK(peer_of(Client(served.endpoints[1].port)).starts_with("127.0.0.1:"));
}

TEST_CASE("a Unix socket's clients are proxies where they are listed") {
  const Folder folder;
  RestOptions options = listening({at("unix:" + (folder / "rest.sock")), at("unix:" + (folder / "plain.sock"))});
  options.listeners.front().proxy_protocol = true;
  options.trusted_proxies.push_back(*IpNetwork::parse("::/0"));
  for (const bool listed : {false, true}) {
    CAPTURE(listed);
    options.trusted_unix = listed;
    PeerServer served(options);
    served.start();
    Client proxy(served.endpoints[0].address, 0);
    proxy.send("PROXY TCP4 192.0.2.7 198.51.100.1 41217 8080\r\n" + kAskPeer);
    if (listed) {
      CHECK(ok_body(proxy) == "192.0.2.7:41217");
    } else {
      CHECK(proxy.rest().empty());
    }
    Client plain(served.endpoints[1].address, 0);
    plain.send("GET /peer HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
    CHECK(ok_body(plain) == (listed ? "192.0.2.7" : "unix"));
  }
}

TEST_CASE("a forwarded address is believed of trusted peers only") {
  const Folder folder;
  const std::string asked = "GET /peer HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.66, 192.0.2.7\r\n\r\n";
  RestOptions options = behind_proxy("127.0.0.0/8");
  options.listeners.push_back(at("unix:" + (folder / "rest.sock")));
  options.trusted_unix = true;
  PeerServer trusting(options);
  trusting.start();
  for (std::size_t i : {1u, 2u}) {
    Client proxy(trusting.endpoints[i].address, trusting.endpoints[i].port);
    proxy.send(asked);
    CHECK(ok_body(proxy) == "192.0.2.7");
    CHECK(peer_of(proxy) != "192.0.2.7");  // Each request tells its own.
  }
  // The proxy's own word comes before what its client writes.
  Client spoken_for(trusting.endpoints[0].port);
  spoken_for.send("PROXY TCP4 192.0.2.9 198.51.100.1 41217 8080\r\n" + asked);
  CHECK(ok_body(spoken_for) == "192.0.2.9:41217");

  PeerServer doubting(behind_proxy("10.0.0.0/8"));
  doubting.start();
  Client stranger(doubting.endpoints[1].port);
  stranger.send(asked);
  CHECK(ok_body(stranger).starts_with("127.0.0.1:"));
}

TEST_CASE("the field that was not chosen is the client's own word") {
  const std::string asked =
      "GET /peer HTTP/1.1\r\nHost: h\r\nForwarded: for=192.0.2.7\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n";
  using duet::rest::ForwardedField;
  for (const auto& [field, client] :
       {std::pair(ForwardedField::kForwarded, "192.0.2.7"), std::pair(ForwardedField::kXForwardedFor, "192.0.2.9"),
        std::pair(ForwardedField::kNone, "127.0.0.1:")}) {
    RestOptions options = behind_proxy("127.0.0.0/8");
    options.forwarded_field = field;
    PeerServer served(options);
    served.start();
    Client proxy(served.endpoints[1].port);
    proxy.send(asked);
    CHECK(ok_body(proxy).starts_with(client));
  }
}

TEST_CASE("for whom a PROXY header speaks decides whether forwarded addresses are believed") {
  RestOptions options = behind_proxy("127.0.0.0/8");
  options.trusted_proxies.push_back(*IpNetwork::parse("203.0.113.0/24"));
  PeerServer served(options);
  const std::uint16_t port = served.start();
  const std::string asked = "GET /peer HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n";
  const auto told = [&](const std::string& header) {
    Client client(port);
    client.send(header + asked);
    return ok_body(client);
  };
  const std::string addresses = std::string("\xcb\0\x71\5\xc6\x33\x64\1\xa1\1\x1f\x90", 12);  // from 203.0.113.5
  CHECK(told("PROXY TCP4 203.0.113.5 198.51.100.1 41217 8080\r\n") == "192.0.2.7");
  CHECK(told(version2(std::string("\x21\x11\0\x0c", 4) + addresses)) == "192.0.2.7");
  CHECK(told("PROXY TCP4 203.0.114.5 198.51.100.1 41217 8080\r\n") == "203.0.114.5:41217");
  CHECK(told("PROXY UNKNOWN\r\n").starts_with("127.0.0.1:"));
  CHECK(told(version2(std::string("\x21\0\0\0", 4))).starts_with("127.0.0.1:"));
  CHECK(told(version2(std::string("\x21\x31\0\xd8", 4) + std::string(216, 'p'))) == "unix");
  CHECK(told(version2(std::string("\x20\0\0\0", 4))) == "192.0.2.7");
}

TEST_CASE("a flood beyond the limit is told so, costs no descriptors, and nobody who was there before notices") {
  constexpr std::size_t kLimit = 20;
  constexpr std::size_t kFlood = 400;
  RestOptions options = listening({at("127.0.0.1")});
  options.limits.connections = kLimit;
  PeerServer served(options);
  const std::uint16_t port = served.start();
  std::vector<Client> good;
  for (std::size_t i = 0; i < kLimit; ++i) {
    good.emplace_back(port);
    CHECK(peer_of(good.back()).starts_with("127.0.0.1:"));
  }
  const std::size_t before = open_descriptors();
  std::vector<Client> flood;
  std::size_t most = 0;
  for (std::size_t i = 0; i < kFlood; ++i) {
    flood.emplace_back(port);
    flood.back().send(kAskPeer);
    CHECK(peer_of(good[i % kLimit]).starts_with("127.0.0.1:"));
    most = std::max(most, open_descriptors() - flood.size() - before);
  }
  CHECK(most < 64);
  std::size_t told = 0;
  for (Client& client : flood) {
    const std::string answer = client.rest();
    CHECK((answer.empty() || is_overloaded(answer)));
    told += answer.empty() ? 0 : 1;
  }
  CHECK(told > kFlood / 2);
  flood.clear();
  for (Client& client : good) CHECK(peer_of(client).starts_with("127.0.0.1:"));
  good.clear();
  wait_for_room(port);
}

TEST_CASE("a client beyond the limit that sends its request late still reads why it is turned away") {
  RestOptions options = listening({at("127.0.0.1")});
  options.limits.connections = 1;
  PeerServer served(options);
  const std::uint16_t port = served.start();
  Client first(port);
  CHECK(peer_of(first).starts_with("127.0.0.1:"));
  Client extra(port);
  const std::string answer = extra.answer();  // It is there before the request is.
  CHECK(is_overloaded(answer));
  CHECK(extra.send(kAskPeer));
  CHECK(extra.rest().empty());
}

TEST_CASE("a process that runs out of descriptors turns clients away, and serves again when it has some") {
  ServeProcess served("exec \"$0\" 127.0.0.1 0");
  const std::vector<std::string> lines = served.lines_until_ready();
  REQUIRE(lines.size() == 1);
  const auto port = static_cast<std::uint16_t>(std::stoi(lines.front().substr(lines.front().find(' '))));
  // UBSan opens a pipe for the first object of each class that it meets: it has to meet them, those of the log too,
  // while it can.
  for (int i = 0; i < 10; ++i) CHECK(peer_of(Client(port)).starts_with("127.0.0.1:"));
  CHECK_FALSE(served.ask("cpu").empty());
  // Fewer than the connections that are allowed at the least.
  REQUIRE(served.ask("limit 48") == "limited");
  std::vector<Client> clients;
  std::vector<std::string> answers;
  std::size_t turned_away = 0;
  while (turned_away < 20) {
    clients.emplace_back(port);
    REQUIRE(clients.back().connected());
    const std::string answer = peer_of(clients.back());
    if (answer.starts_with("127.0.0.1:")) continue;
    CHECK(is_overloaded(answer));
    clients.pop_back();
    ++turned_away;
  }
  CHECK(clients.size() > 10);
  CHECK(clients.size() < 48);
  for (Client& client : clients) CHECK(peer_of(client).starts_with("127.0.0.1:"));
  for (int i = 0; i < 5; ++i) clients.pop_back();
  wait_for_room(port);

  // With a limit below what is open there is no descriptor even for turning away: clients wait, at no cost.
  REQUIRE(served.ask("limit 3") == "limited");
  const long cpu_before = std::stol(served.ask("cpu"));
  Client waiting(port);
  REQUIRE(waiting.connected());
  waiting.send(kAskPeer);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  CHECK(std::stol(served.ask("cpu")) - cpu_before < 500);
  CHECK(peer_of(clients.front()).starts_with("127.0.0.1:"));
  REQUIRE(served.ask("limit 1024") == "limited");
  CHECK(ok_body(waiting).starts_with("127.0.0.1:"));
  clients.clear();
  waiting.close();
  CHECK(served.end() == 0);
}

TEST_CASE("nobody who could connect before the door closes goes without an answer") {
  const Folder folder;
  constexpr int kThreads = 4;
  for (int round = 0; round < 6; ++round) {
    const bool local = round % 2 == 1;
    PeerServer served(listening({at(local ? "unix:" + (folder / "rest.sock") : "127.0.0.1")}));
    served.start();
    const auto endpoint = served.endpoints.front();
    std::atomic<int> answered{0};
    std::atomic<int> left_out{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        // As fast as it can, without waiting for answers, so that some always wait to be accepted.
        for (bool open = true; open;) {
          std::vector<Client> clients;
          while (open && clients.size() < 64) {
            Client client(endpoint.address, endpoint.port);
            open = client.connected();
            if (!open) break;
            client.send(kAskPeer);
            clients.push_back(std::move(client));
          }
          for (Client& client : clients) {
            const std::string peer = ok_body(client);
            ++(peer.starts_with("127.0.0.1:") || peer == "unix" ? answered : left_out);
          }
        }
      });
    }
    while (answered < 500) std::this_thread::yield();
    served.server.stop_accepting();
    CHECK(served.server.drain(duet::base::monotonic_ns() + 30 * kSecond));
    for (auto& thread : threads) thread.join();
    CAPTURE(local);
    CHECK(left_out.load() == 0);
    served.server.stop();
  }
}

TEST_CASE("who waits to be accepted when the door closes is still let in") {
  constexpr int kClients = 150;  // More than are accepted in one go.
  auto sockets = ListeningSocket::open_at(at("127.0.0.1"), {});
  REQUIRE(sockets);
  const std::uint16_t port = sockets->front().endpoint().port;
  std::latch closing(1);
  int let_in = 0;
  Acceptor::Door door;
  door.take = [&](Descriptor&, const ListeningSocket&, const sockaddr_storage&) {
    closing.wait();
    ++let_in;
    return Acceptor::Verdict::kUnwanted;
  };
  auto acceptor = std::make_unique<Acceptor>(std::move(*sockets), std::move(door));
  std::vector<Client> clients;
  for (int i = 0; i < kClients; ++i) clients.emplace_back(port);
  std::thread releases([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // The acceptor is to be stopped first.
    closing.count_down();
  });
  acceptor.reset();
  releases.join();
  CHECK(let_in == kClients);
  CHECK_FALSE(Client(port).connected());
}

TEST_CASE("a socket that refuses newcomers keeps those who are there") {
  auto sockets = ListeningSocket::open_at(at("127.0.0.1"), {});
  REQUIRE(sockets);
  ListeningSocket& socket = sockets->front();
  Client early(socket.endpoint().port);
  REQUIRE(early.connected());
  socket.refuse_newcomers();
  const Descriptor late(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{0, 100'000};
  ::setsockopt(late.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(socket.endpoint().port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(::connect(late.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0);
  CHECK(errno == EINPROGRESS);  // Neither let in nor refused.
  const Descriptor accepted(::accept(socket.fd(), nullptr, nullptr));
  REQUIRE(accepted.valid());
  CHECK(early.send("x"));
  char byte = 0;
  CHECK(::recv(accepted.get(), &byte, 1, 0) == 1);
  CHECK_FALSE(Descriptor(::accept(socket.fd(), nullptr, nullptr)).valid());
}

TEST_CASE("a server leaves no descriptor open, however it ends") {
  const Folder folder;
  const auto round = [&](bool drained) {
    RestOptions options = listening({at("127.0.0.1"), at("unix:" + (folder / "rest.sock"))});
    options.limits.linger_ns = kSecond / 10;
    PeerServer served(options);
    const std::uint16_t port = served.start();
    std::vector<Client> clients;
    for (int i = 0; i < 12; ++i) {
      clients.emplace_back(port);
      clients.emplace_back("unix:" + (folder / "rest.sock"), 0);
    }
    for (std::size_t i = 0; i < clients.size(); i += 2) CHECK_FALSE(peer_of(clients[i]).empty());
    if (drained) {
      served.server.stop_accepting();
      CHECK(served.server.drain(duet::base::monotonic_ns() + 30 * kSecond));
    }
    served.server.stop();
    for (Client& client : clients) CHECK(client.rest().empty());
  };
  round(true);  // What is made once for all servers is there then.
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 6; ++i) round(i % 2 == 0);
  CHECK(open_descriptors() == before);
  PeerServer failing(listening({at("127.0.0.1"), at("192.0.2.7")}));
  CHECK(has(failing.refusal(), "192.0.2.7"));
  CHECK(open_descriptors() == before);
}
