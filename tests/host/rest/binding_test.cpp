// What handlers get of a request, and the small rules behind it.
#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "host/rest/rest_fixture.hpp"
#include "rest/connection.hpp"
#include "rest/request_binding.hpp"

using namespace duet::rest;
using namespace duet::core;
using namespace rest_test;

namespace {

/// One connection whose calls are finished by the test.
struct Single : Fixture {
  explicit Single(RestOptions o = {})
      : Fixture({{"GET", "/x", "", [this](Call& call) { take(call); }},
                 {"PATCH", "/x", "item", [this](Call& call) { take(call); }}}),
        options(std::move(o)),
        worker(dispatcher, options, phase, [this] { ++wakes; }),
        connection(std::make_unique<Connection>(worker, 7, Peer{"192.0.2.7:41234", false, {}}, 0)) {
    backend->on_cancel = [this](Call&) { ++cancels; };
  }
  ~Single() { connection.reset(); }

  void take(Call& call) {
    running = call.handle();
    seen = call.request;
    metadata.clear();
    for (std::size_t i = 0; i < seen.n_metadata; ++i) {
      metadata.append(view(seen.metadata[i].key)).append("=").append(view(seen.metadata[i].value)).append(";");
    }
    texts = std::string(view(seen.request_id)) + " " + std::string(view(seen.peer)) + " " +
            std::string(view(seen.body_field));
    started_ns = call.started_ns();
  }
  void send(std::string_view fields) {
    connection->receive("GET /x HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n", 0);
  }
  void finish_running(std::string_view body) {
    finish(dispatcher, running, body);
    worker.collect(answers);
    for (Answer& answer : answers) connection->deliver(std::move(answer), 0);
  }

  RestOptions options;
  std::atomic<Phase> phase{Phase::kServing};
  Worker worker;
  int wakes = 0;
  std::atomic<int> cancels{0};
  duet_call running = 0;
  duet_request seen{};
  std::string metadata;
  std::string texts;
  std::int64_t started_ns = 0;
  std::vector<Answer> answers;
  std::unique_ptr<Connection> connection;
};

}  // namespace

TEST_CASE("handlers get the fields in order, in lower case, without those of the connection") {
  Single single;
  single.send(
      "B: 1\r\nA:  x y \r\nb: 2\r\nConnection: keep-alive\r\nTE: trailers\r\nUpgrade: h2c\r\nKeep-Alive: 5\r\n"
      "Proxy-Authorization: x\r\nX-Request-Id: my-id\r\n");
  CHECK(single.metadata == "host=h;b=1;a=x y;b=2;x-request-id=my-id;");
  CHECK(single.texts == "my-id 192.0.2.7:41234 ");
  CHECK(single.seen.door == DUET_DOOR_REST);
  CHECK(single.seen.encoding == DUET_JSON);
  CHECK(single.seen.reply_encoding == DUET_JSON);
  CHECK(single.seen.json_flags == 0);
  CHECK(single.seen.deadline_ns == 0);
  single.finish_running("");
}

TEST_CASE("options become JSON flags, and a time limit becomes a deadline") {
  RestOptions options;
  options.write_defaults = options.ignore_unknown = true;
  Single single(options);
  single.send("X-Request-Timeout: 90.5\r\n");
  CHECK(single.seen.json_flags == (DUET_JSON_WRITE_DEFAULTS | DUET_JSON_IGNORE_UNKNOWN));
  CHECK(single.seen.deadline_ns == single.started_ns + 90'500'000'000);
  single.finish_running("");

  Single bad;
  bad.send("X-Request-Timeout: soon\r\n");
  CHECK(bad.connection->output().starts_with("HTTP/1.1 400"));
}

TEST_CASE("a late answer wakes the worker once and is written when it is delivered") {
  Single single;
  single.send("");
  CHECK(single.connection->output().empty());
  single.connection->receive("GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n", 0);
  CHECK(single.connection->output().empty());
  single.finish_running("done");
  CHECK(single.wakes == 1);
  const std::string output(single.connection->output());
  CHECK(output.find("done") != std::string::npos);
  CHECK(output.find("HTTP/1.1 404") > output.find("done"));
  CHECK(single.connection->end() == Connection::End::kOpen);
}

TEST_CASE("a connection that goes away cancels its call, and the answer is dropped") {
  Single single;
  single.send("");
  single.connection.reset();
  while (single.cancels == 0) std::this_thread::yield();
  finish(single.dispatcher, single.running, "too late");
  single.worker.collect(single.answers);
  CHECK(single.answers.empty());
}

TEST_CASE("a request whose body never comes ends with its connection") {
  Single single;
  single.connection->receive(
      "PATCH /x HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\nx", 0);
  CHECK(single.dispatcher.in_progress() == 1);
  single.connection.reset();
  CHECK(single.dispatcher.in_progress() == 0);
}

TEST_CASE("input is not taken without end while a call runs") {
  Single single;
  single.send("");
  std::size_t taken = 0;
  while (single.connection->wants_input() && taken < 1 << 20) {
    single.connection->receive(std::string(4096, 'x'), 0);
    taken += 4096;
  }
  CHECK(taken <= 32 * 1024);
  single.finish_running("");
}

TEST_CASE("time limits follow the clock that they are given") {
  const Limits limits;
  SUBCASE("idle") {
    Single single;
    single.connection->tick(limits.idle_timeout_ns - 1);
    CHECK(single.connection->end() == Connection::End::kOpen);
    single.connection->tick(limits.idle_timeout_ns);
    CHECK(single.connection->end() == Connection::End::kLinger);
  }
  SUBCASE("header") {
    Single single;
    single.connection->receive("GET", 0);
    single.connection->tick(limits.header_timeout_ns);
    CHECK(single.connection->output().starts_with("HTTP/1.1 408"));
  }
  SUBCASE("a running call has none") {
    Single single;
    single.send("");
    single.connection->tick(limits.idle_timeout_ns * 10);
    CHECK(single.connection->end() == Connection::End::kOpen);
    single.finish_running("");
  }
  SUBCASE("output that nobody takes") {
    Single single;
    single.send("");
    single.finish_running("x");
    single.connection->tick(limits.write_timeout_ns);
    CHECK(single.connection->output().empty());
    CHECK(single.connection->end() == Connection::End::kClose);
  }
}

TEST_CASE("time limits of requests") {
  CHECK(parse_timeout("1") == 1'000'000'000);
  CHECK(parse_timeout("1.5s") == 1'500'000'000);
  CHECK(parse_timeout("250ms") == 250'000'000);
  CHECK(parse_timeout(".5") == 500'000'000);
  CHECK(parse_timeout("99999999999999999999") == 100'000'000'000'000'000);
  for (const char* bad : {"", "s", "ms", ".", "0", "0.0", "-1", "+1", "1e3", "1 s", "1m", "1.2.3", "inf", "nan"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_timeout(bad).has_value());
  }
}
