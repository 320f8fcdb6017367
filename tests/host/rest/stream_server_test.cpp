// Streams through sockets and threads: many at once, clients that do not read, that leave, and the server's end.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "host/rest/client.hpp"
#include "host/rest/rest_fixture.hpp"
#include "host/rest/wired.hpp"
#include "rest/answer_stream.hpp"
#include "rest/server.hpp"

using namespace duet::core;
using namespace rest_test;
using duet::rest::RestOptions;
using duet::rest::Server;

namespace {

const std::string kChunked = "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n";

/// Methods that stream, on the executor's threads, each call's events one after the other.
class Streams : public Fixture {
 public:
  Streams() : Fixture(methods()), server(dispatcher, options()) {
    backend->on_receive = [this](Call& call, std::string_view message, bool end) { receive(call, message, end); };
    backend->on_sendable = [this](Call& call) { is_chat(call) ? listen(call) : send_rest(call); };
    backend->on_cancel = [this](Call& call) {
      ++cancelled;
      end(call);
    };
  }

  ~Streams() {
    server.stop();
    while (dispatcher.in_progress() > 0) std::this_thread::yield();
  }

  std::uint16_t start() {
    auto started = server.start();
    REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error().message));
    return started->front().port;
  }

  /// Waits until `condition` holds; false after half a minute.
  static bool wait_for(const std::function<bool()>& condition) {
    for (int i = 0; i < 30'000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }

  /// Finishes all that waits in /hold.
  void release() {
    std::vector<duet_call> held;
    {
      const std::lock_guard lock(mutex_);
      held.swap(held_);
    }
    for (const duet_call call : held) finish(dispatcher, call, {});
  }
  std::size_t held() {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }

  std::atomic<std::size_t> sent{0};
  std::atomic<std::size_t> cancelled{0};
  Server server;

 private:
  static RestOptions options() {
    RestOptions made;
    made.listeners[0].port = 0;
    made.threads = 2;
    return made;
  }

  std::vector<Mounted> methods() {
    const auto pool = Execution::kPool;
    // Says one message, and then nothing.
    const auto hold = [this](Call& call) {
      send(call, "{\"open\":true}");
      const std::lock_guard lock(mutex_);
      held_.push_back(call.handle());
    };
    const auto count = [this](Call& call) {
      {
        const std::lock_guard lock(mutex_);
        left_[call.handle()] = std::stoul(std::string(view(call.request.path[0].value)));
      }
      send_rest(call);
    };
    return {{"GET", "/hold", "", hold, pool, DUET_JSON, DUET_SERVER_STREAM},
            {"GET", "/count/{messages}", "", count, pool, DUET_JSON, DUET_SERVER_STREAM},
            {"POST", "/chat", "*", [this](Call& call) { listen(call); }, pool, DUET_JSON,
             DUET_SERVER_STREAM | DUET_CLIENT_STREAM}};
  }

  static bool is_chat(const Call& call) { return call.method->takes_stream(); }
  void listen(Call& call) { dispatcher.receive(call.handle()); }

  Dispatcher::Sent send(Call& call, std::string_view message) {
    ++sent;
    const duet_slice slice{reinterpret_cast<const std::uint8_t*>(message.data()), message.size(), nullptr, nullptr};
    return dispatcher.send(call.handle(), nullptr, {&slice, 1});
  }
  void receive(Call& call, std::string_view message, bool last) {
    if (last) {
      end(call);
    } else if (send(call, message) != Dispatcher::Sent::kWait) {
      listen(call);
    }
  }
  void send_rest(Call& call) {
    std::size_t* left = nullptr;
    {
      const std::lock_guard lock(mutex_);
      left = &left_[call.handle()];
    }
    static const std::string kMessage = "\"" + std::string(998, 'x') + "\"";
    while (*left > 0) {
      --*left;
      if (send(call, kMessage) != Dispatcher::Sent::kOk) return;  // Room or the cancellation goes on from here.
    }
    end(call);
  }
  void end(Call& call) {
    {
      const std::lock_guard lock(mutex_);
      left_.erase(call.handle());
      std::erase(held_, call.handle());
    }
    finish(dispatcher, call.handle(), {});
  }

  std::mutex mutex_;
  // Guarded by mutex_; each number belongs to its call.
  std::map<duet_call, std::size_t> left_;
  std::vector<duet_call> held_;
};

std::string chunk(const std::string& content) {
  std::string out;
  duet::rest::append_chunk(out, content);
  return out;
}

/// Reads until `part` has come.
std::string read_until(Client& client, const std::string& part) {
  std::string all;
  char piece[4096];
  while (all.find(part) == std::string::npos) {
    const ssize_t size = ::recv(client.fd(), piece, sizeof piece, 0);
    if (size <= 0) break;
    all.append(piece, static_cast<std::size_t>(size));
  }
  return all;
}

}  // namespace

TEST_CASE("a thousand streams of events at once") {
  Streams streams;
  const std::uint16_t port = streams.start();
  constexpr std::size_t kCount = 1000;
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kCount; ++i) {
    clients.emplace_back(port);
    REQUIRE(clients.back().send(request("GET /hold", "Accept: text/event-stream\r\n")));
  }
  REQUIRE(Streams::wait_for([&] { return streams.held() == kCount; }));
  for (Client& client : clients) {
    CHECK(read_until(client, "\n\n\r\n").ends_with(chunk("id: 1\ndata: {\"open\":true}\n\n")));
  }
  streams.release();
  for (Client& client : clients) {
    CHECK(read_until(client, "0\r\n\r\n") == chunk("event: end\ndata: {}\n\n") + "0\r\n\r\n");
  }
  CHECK(streams.cancelled == 0);
}

TEST_CASE("a client that does not read stops the handler, and gets everything when it reads") {
  Streams streams;
  const std::uint16_t port = streams.start();
  constexpr std::size_t kCount = 60'000;  // of a kilobyte: more than sockets and buffers take
  for (const std::string& asked :
       {request("GET /count/60000"), request("GET /count/60000", "Accept: text/event-stream\r\nConnection: close\r\n"),
        upgrade("/count/60000")}) {
    CAPTURE(asked);
    streams.sent = 0;
    Client client(port);
    client.send(asked);
    std::size_t before = 0;
    // It has stopped when nothing more comes for a while.
    REQUIRE(Streams::wait_for([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      return streams.sent > 0 && std::exchange(before, streams.sent.load()) == streams.sent;
    }));
    CHECK(streams.sent < kCount / 2);
    // The side of a WebSocket is not ended, for that client would be gone.
    if (asked.find("Upgrade") == std::string::npos) client.end_sending();
    const std::string all = client.rest();
    CHECK(streams.sent == kCount);
    CHECK(all.size() > kCount * 1000);
  }
}

TEST_CASE("messages go both ways at the same time") {
  Streams streams;
  Client client(streams.start());
  client.send(request("POST /chat", kChunked));
  for (int i = 0; i < 100; ++i) {
    const std::string line = std::to_string(i) + "\n";
    client.send(chunk(line));
    CHECK(read_until(client, line + "\r\n").ends_with(chunk(line)));
  }
  client.send("0\r\n\r\n");
  CHECK(read_until(client, "0\r\n\r\n") == "0\r\n\r\n");
}

TEST_CASE("a client that leaves cancels its call") {
  Streams streams;
  const std::uint16_t port = streams.start();
  std::size_t left = 0;
  for (const std::string& asked : {request("GET /hold"), request("POST /chat", kChunked), upgrade("/hold")}) {
    for (const bool reset : {true, false}) {
      CAPTURE(asked);
      Client client(port);
      client.send(asked + (asked.starts_with("POST") ? chunk("1\n") : ""));
      read_until(client, asked.starts_with("POST") ? "1\n" : "open");
      reset ? client.reset() : client.close();
      ++left;
      // A half-close looks the same until something is sent: by a heartbeat, if by nothing else.
      CHECK(Streams::wait_for([&] { return streams.cancelled == left; }));
    }
  }
  // The last one is told that it is cancelled before it ends.
  CHECK(Streams::wait_for([&] { return streams.dispatcher.in_progress() == 0; }));
}

TEST_CASE("a WebSocket's close frame ends the messages of its call, unless the handler does not end") {
  Streams streams;
  const std::uint16_t port = streams.start();
  const std::string closing = frame(8, "\x03\xe8");
  Client polite(port);
  polite.send(upgrade("/chat") + text("1"));
  read_until(polite, "\x81\x01");
  polite.send(text("2") + closing);
  CHECK(polite.rest().ends_with("\x88\x02\x03\xe8"));
  CHECK(Streams::wait_for([&] { return streams.dispatcher.in_progress() == 0; }));
  CHECK(streams.cancelled == 0);
  Client watcher(port);
  watcher.send(upgrade("/count/100000000"));
  read_until(watcher, "xxx");
  watcher.send(closing);
  CHECK(watcher.rest().ends_with("\x88\x02\x03\xe8"));
  CHECK(Streams::wait_for([&] { return streams.dispatcher.in_progress() == 0; }));
  CHECK(streams.cancelled == 1);
}

TEST_CASE("clients that leave anywhere leave nothing behind") {
  Streams streams;
  const std::uint16_t port = streams.start();
  std::mt19937 random(7);
  const std::vector<std::string> asked{
      request("GET /count/2000"),
      request("GET /count/2000", "Accept: text/event-stream\r\n"),
      request("GET /hold", "Accept: application/json\r\n"),
      request("POST /chat", kChunked) + chunk("1\n2\n3\n") + chunk("\"" + std::string(5000, 'x') + "\"\n"),
      upgrade("/chat") + text("1") + text(std::string(3000, 'x')) + text(""),
      upgrade("/count/2000") + frame(9, "x"),
  };
  for (int i = 0; i < 600; ++i) {
    const std::string& whole = asked[random() % asked.size()];
    Client client(port);
    client.send(std::string_view(whole).substr(0, random() % 3 == 0 ? random() % whole.size() : whole.size()));
    char piece[2000];
    if (random() % 2 == 0) ::recv(client.fd(), piece, random() % sizeof piece + 1, MSG_DONTWAIT);
    if (random() % 4 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 2000));
    if (random() % 2 == 0) client.reset();
  }
  CHECK(Streams::wait_for([&] { return streams.dispatcher.in_progress() == 0; }));
}

TEST_CASE("streams that outlive the drain end with UNAVAILABLE") {
  Streams streams;
  const std::uint16_t port = streams.start();
  Client events(port);
  Client lines(port);
  Client socket(port);
  events.send(request("GET /hold", "Accept: text/event-stream\r\n"));
  lines.send(request("POST /chat", kChunked) + chunk("1\n"));
  socket.send(upgrade("/hold"));
  read_until(events, "open");
  read_until(lines, "1\n");
  read_until(socket, "open");
  streams.server.stop_accepting();
  CHECK_FALSE(streams.server.drain(duet::base::monotonic_ns() + kSecond / 2));
  CHECK(streams.cancelled == 0);
  CHECK(streams.server.give_up(duet::base::monotonic_ns() + 20 * kSecond));
  const std::string last_event = events.rest();
  CHECK(last_event.find("event: error\ndata: {") != std::string::npos);
  CHECK(last_event.find("\"UNAVAILABLE\"") != std::string::npos);
  CHECK(last_event.ends_with("\n\n\r\n0\r\n\r\n"));
  const std::string last_line = lines.rest();
  CHECK(last_line.find("{\"error\":{") != std::string::npos);
  CHECK(last_line.ends_with("}}\n\r\n0\r\n\r\n"));
  CHECK(socket.rest().find("\x03\xe9UNAVAILABLE: the server is shutting down") != std::string::npos);
  CHECK(streams.cancelled == 3);
}
