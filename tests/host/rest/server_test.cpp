// The door with its sockets and threads.
#include "rest/server.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "core/call.hpp"
#include "host/rest/client.hpp"
#include "host/rest/rest_fixture.hpp"

using namespace duet::core;
using namespace rest_test;
using duet::rest::RestOptions;
using duet::rest::Server;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// Finishes calls on threads of its own.
class LateHandlers {
 public:
  explicit LateHandlers(Dispatcher& dispatcher) : dispatcher_(dispatcher) {
    for (int i = 0; i < 2; ++i) threads_.emplace_back([this] { run(); });
  }
  ~LateHandlers() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

  void add(const Call& call) {
    const std::lock_guard lock(mutex_);
    calls_.push_back({call.handle(), described(call)});
    changed_.notify_all();
  }
  /// While closed, calls wait.
  void open(bool yes) {
    const std::lock_guard lock(mutex_);
    open_ = yes;
    changed_.notify_all();
  }
  void wait_for_calls(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_.size() >= count; });
  }

 private:
  struct Waiting {
    duet_call handle;
    std::string text;
  };

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopping_ || (open_ && !calls_.empty()); });
      if (calls_.empty() || !(open_ || stopping_)) {
        if (stopping_) return;
        continue;
      }
      const Waiting waiting = calls_.front();
      calls_.pop_front();
      lock.unlock();
      finish(dispatcher_, waiting.handle, waiting.text);
      lock.lock();
    }
  }

  Dispatcher& dispatcher_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<Waiting> calls_;
  bool open_ = true;
  bool stopping_ = false;

  std::vector<std::thread> threads_;
};

struct Served : Fixture {
  explicit Served(RestOptions options = {}) : Fixture(methods()), server(dispatcher, local(options)) {
    backend->on_cancel = [this](Call&) { ++cancelled; };
    auto started = server.start();
    REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error().message));
    port = started->front().port;
  }

  static RestOptions local(RestOptions options) {
    options.listeners.front().port = 0;
    options.threads = 3;
    return options;
  }

  std::vector<Mounted> methods() {
    return {
        {"GET", "/now/{id}", "", [this](Call& call) { finish(dispatcher, call.handle(), described(call)); }},
        {"GET", "/late/{id}", "", [this](Call& call) { late.add(call); }},
        {"GET", "/pool/{id}", "", [this](Call& call) { finish(dispatcher, call.handle(), described(call)); },
         Execution::kPool},
        {"POST", "/now", "*", [this](Call& call) { finish(dispatcher, call.handle(), described(call)); }},
        {"GET", "/large", "", [this](Call& call) { finish(dispatcher, call.handle(), std::string(1 << 20, 'x')); }}};
  }

  std::uint16_t port = 0;
  std::atomic<int> cancelled{0};
  LateHandlers late{dispatcher};
  Server server;
};

std::string get(std::string_view target, std::string_view id = "r") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: " + std::string(id) + "\r\n\r\n";
}

bool is_ok(const std::string& answer, std::string_view id, std::string_view body) {
  return answer.starts_with("HTTP/1.1 200 OK\r\n") &&
         answer.find("\r\nX-Request-Id: " + std::string(id) + "\r\n") != std::string::npos && answer.ends_with(body);
}

}  // namespace

TEST_CASE("clients of all workers get the answers to their own requests, in order") {
  Served served;
  constexpr int kClients = 12;
  constexpr int kRounds = 60;
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int c = 0; c < kClients; ++c) {
    threads.emplace_back([&, c] {
      Client client(served.port);
      for (int round = 0; round < kRounds; ++round) {
        // Four at once: answered here, late, from the pool, and here.
        const std::string id = std::to_string(c) + "-" + std::to_string(round);
        client.send(get("/now/" + id, id) + get("/late/" + id, id) + get("/pool/" + id, id) + get("/now/" + id, id));
        for (const char* method : {"M0", "M1", "M2", "M0"}) {
          if (is_ok(client.answer(), id, std::string(method) + " path:id=" + id)) ++good;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(good == kClients * kRounds * 4);
}

TEST_CASE("a client that ends its side still gets its answers") {
  Served served;
  served.late.open(false);
  Client client(served.port);
  client.send(get("/late/1", "a") + get("/now/2", "b"));
  client.end_sending();
  served.late.wait_for_calls(1);
  served.late.open(true);
  CHECK(is_ok(client.answer(), "a", "M1 path:id=1"));
  CHECK(is_ok(client.answer(), "b", "M0 path:id=2"));
  CHECK(client.rest().empty());
}

TEST_CASE("a client that goes away cancels its call") {
  Served served;
  served.late.open(false);
  constexpr int kClients = 8;
  for (int i = 0; i < kClients; ++i) {
    Client client(served.port);
    client.send(get("/late/1"));
    served.late.wait_for_calls(static_cast<std::size_t>(i + 1));
    client.reset();
  }
  while (served.cancelled < kClients) std::this_thread::yield();
  served.late.open(true);
  Client next(served.port);
  next.send(get("/late/2"));
  CHECK(is_ok(next.answer(), "r", "M1 path:id=2"));
}

TEST_CASE("a client that closes its connection in the usual way cancels its call too") {
  Served served;
  served.late.open(false);
  {
    Client client(served.port);
    client.send(get("/late/1"));
    served.late.wait_for_calls(1);
  }
  while (served.cancelled < 1) std::this_thread::yield();
  served.late.open(true);
}

TEST_CASE("what is in flight when the server gives up is answered UNAVAILABLE") {
  Served served;
  served.late.open(false);
  Client client(served.port);
  client.send(get("/late/1"));
  served.late.wait_for_calls(1);
  served.server.stop_accepting();
  CHECK_FALSE(served.server.drain(duet::base::monotonic_ns()));
  CHECK_FALSE(served.server.give_up(duet::base::monotonic_ns()));
  const std::string answer = client.answer();
  CHECK(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
  CHECK(answer.find("the server is shutting down") != std::string::npos);
  client.close();
  CHECK(served.server.give_up(duet::base::monotonic_ns() + 30 * kSecond));
  while (served.cancelled == 0) std::this_thread::yield();  // Its handler hears of it on a thread of the pool.
  CHECK(served.cancelled == 1);
  served.late.open(true);
}

TEST_CASE("a client that does not read holds up nobody, and gets everything in the end") {
  Served served;
  constexpr int kAnswers = 24;
  Client slow(served.port);
  std::thread sender([&] {
    for (int i = 0; i < kAnswers; ++i) slow.send(get("/large"));
  });
  for (int i = 0; i < 50; ++i) {
    Client other(served.port);
    other.send(get("/now/1"));
    CHECK(is_ok(other.answer(), "r", "M0 path:id=1"));
  }
  sender.join();
  for (int i = 0; i < kAnswers; ++i) CHECK(slow.answer().size() > std::size_t{1} << 20);
}

TEST_CASE("a client that never reads is dropped at the write limit") {
  RestOptions options;
  options.limits.write_timeout_ns = kSecond / 5;
  Served served(options);
  Client slow(served.port);
  for (int i = 0; i < 24; ++i) slow.send(get("/large"));
  while (slow.send("G")) std::this_thread::yield();  // Until the server has closed its end.
  CHECK(slow.rest().size() < std::size_t{24} << 20);
}

TEST_CASE("a body of a gigabyte is refused before it is sent, and the answer arrives") {
  Served served;
  Client client(served.port);
  client.send("POST /now HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n");
  std::thread sender([&] {
    const std::string piece(64 * 1024, 'x');
    for (int i = 0; i < 64 && client.send(piece); ++i) {
    }
  });
  const std::string answer = client.answer();
  CHECK(answer.starts_with("HTTP/1.1 413 Content Too Large\r\n"));
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  sender.join();
  client.close();
  Client next(served.port);
  next.send(get("/now/1"));
  CHECK(is_ok(next.answer(), "r", "M0 path:id=1"));
}

TEST_CASE("large bodies arrive whole") {
  Served served;
  Client client(served.port);
  const std::string body(3 << 20, 'y');
  client.send("POST /now HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  CHECK(client.answer().ends_with("M3 body:" + body));
}

TEST_CASE("many connections are served, and those beyond the limit are told so") {
  RestOptions options;
  options.limits.connections = 200;
  Served served(options);
  std::vector<Client> clients;
  for (int i = 0; i < 200; ++i) clients.emplace_back(served.port);
  for (auto& client : clients) client.send(get("/late/1"));
  for (auto& client : clients) CHECK(is_ok(client.answer(), "r", "M1 path:id=1"));
  Client extra(served.port);
  CHECK(extra.rest().starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
  clients.clear();
  std::string answer;
  while (!is_ok(answer, "r", "M0 path:id=1")) {  // The server learns one after the other that its clients are gone.
    Client again(served.port);
    again.send(get("/now/1"));
    answer = again.answer();
  }
}

TEST_CASE("time limits end connections that wait for bytes, not handlers that take their time") {
  RestOptions options;
  options.limits.header_timeout_ns = options.limits.body_timeout_ns = options.limits.idle_timeout_ns = kSecond / 5;
  Served served(options);
  served.late.open(false);
  Client patient(served.port);
  patient.send(get("/late/1"));
  served.late.wait_for_calls(1);

  Client idle(served.port);
  CHECK(idle.rest().empty());
  Client head(served.port);
  head.send("GET /now/1 HTTP/1.1\r\n");
  CHECK(head.rest().starts_with("HTTP/1.1 408"));
  Client body(served.port);
  body.send("POST /now HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\nx");
  CHECK(body.rest().starts_with("HTTP/1.1 408"));

  served.late.open(true);
  CHECK(is_ok(patient.answer(), "r", "M1 path:id=1"));
}

TEST_CASE("draining answers what is in flight and closes the rest") {
  Served served;
  served.late.open(false);
  Client idle(served.port);
  idle.send(get("/now/1"));
  idle.answer();
  Client busy(served.port);
  busy.send(get("/late/1"));
  served.late.wait_for_calls(1);

  served.server.stop_accepting();
  CHECK_FALSE(Client(served.port).connected());
  CHECK_FALSE(served.server.drain(duet::base::monotonic_ns()));
  CHECK(idle.rest().empty());
  served.late.open(true);
  const std::string last = busy.answer();
  CHECK(is_ok(last, "r", "M1 path:id=1"));
  CHECK(last.find("\r\nConnection: close\r\n") != std::string::npos);
  busy.close();
  idle.close();
  CHECK(served.server.drain(duet::base::monotonic_ns() + 30 * kSecond));
  served.server.stop();
}

TEST_CASE("stopping cancels what is still in flight") {
  Served served;
  served.late.open(false);
  std::vector<Client> clients;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back(served.port);
    clients.back().send(get("/late/1") + get("/late/2"));
  }
  served.late.wait_for_calls(6);
  served.server.stop();
  for (auto& client : clients) CHECK(client.rest().empty());
  while (served.cancelled < 6) std::this_thread::yield();
  served.late.open(true);
}
