// Coroutine handlers across the border: how they are woken, cancelled, freed and answered.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "plugins/probe/probe.hpp"
#include "plugins/probe/worker.hpp"
#include "support/test_plugin.hpp"

namespace {

using namespace std::chrono_literals;
using duet::test::Reply;
using duet::test::Request;
using duet::test::TestCall;
using duet::test::TestHost;
using duet::test::TestPlugin;

constexpr int kPoints = 7;

struct Walk {
  std::string text;
  std::int32_t cancel_at = 0;
};
DUET_MODEL(Walk, DUET_FIELD(1, text), DUET_FIELD(2, cancel_at));

struct Trace {
  std::string text;
  std::vector<bool> ended_early;
};
DUET_MODEL(Trace, DUET_FIELD(1, text), DUET_FIELD(2, ended_early));

// What the tests see of a handler from outside.
struct Watch {
  std::atomic<int> alive{0};
  std::function<void(int)> at_point = [](int) {};
};
Watch& watch() {
  static Watch only;
  return only;
}
struct Alive {
  Alive() { ++watch().alive; }
  Alive(const Alive&) { ++watch().alive; }
  ~Alive() { --watch().alive; }
  Alive& operator=(const Alive&) = delete;
};

class Waits {
 public:
  explicit Waits(duet::PluginContext) {}
  duet::Status start() {
    worker_.start();
    return {};
  }
  void stop() { worker_.stop(); }

  // Waits at each kind of place, one after the other. From the point where the test cancels, nothing else would end the
  // wait.
  duet::Task<duet::Result<Trace>> walk(const Walk& request, duet::Call& call) {
    const Alive alive;
    Trace trace{request.text, {}};
    watch().at_point(0);
    co_await call.yield();
    watch().at_point(1);
    trace.ended_early.push_back(!co_await call.sleep_for(wait(request, 1)));
    watch().at_point(2);
    trace.ended_early.push_back(!co_await sub_task(call, wait(request, 2)));
    watch().at_point(3);
    trace.ended_early.push_back(!(co_await set_later(request.cancel_at > 3)).ok());
    watch().at_point(4);
    trace.ended_early.push_back(!co_await call.sleep_for(wait(request, 4)));
    watch().at_point(5);
    trace.ended_early.push_back(!(co_await set_later(request.cancel_at > 5)).ok());
    watch().at_point(6);
    trace.text += " and " + request.text;
    co_return trace;
  }

  duet::Task<duet::Result<Trace>> by_value(Walk request, duet::Call& call) {
    const Alive alive;
    co_await call.yield();
    co_return Trace{request.text, {}};
  }

  duet::Task<duet::Result<Trace>> at_once(const Walk& request, duet::Call&) { co_return Trace{request.text, {}}; }

  duet::Task<duet::Result<Trace>> fails(const Walk& request, duet::Call& call) {
    const Alive alive;
    call.set_header("x-walk", "1");
    co_await call.yield();
    co_return duet::aborted("{} was aborted", request.text);
  }

  duet::Task<duet::Result<Trace>> throws(const Walk& request, duet::Call& call) {
    const Alive alive;
    if (request.text == "first") throw std::runtime_error("before the first wait");
    co_await call.yield();
    throw std::runtime_error("after it");
  }

  // Not a coroutine itself: what it throws is thrown before there is a frame.
  duet::Task<duet::Result<Trace>> no_frame(const Walk&, duet::Call&) { throw std::runtime_error("no frame"); }

  // Mistakes that the compiler cannot see.
  duet::Task<duet::Result<Trace>> empty(const Walk&, duet::Call&) { return {}; }
  duet::Task<duet::Result<Trace>> mistaken(const Walk& request, duet::Call& call) {
    const Alive alive;
    auto task = sub_task(call, std::chrono::nanoseconds(1));
    if (request.text == "twice") co_await std::move(task);
    if (request.text == "moved") [[maybe_unused]]
      const auto elsewhere = std::move(task);
    co_await std::move(task);
    co_return Trace{request.text, {}};
  }

  duet::Task<duet::Result<Trace>> race(const Walk& request, duet::Call&) {
    const Alive alive;
    const duet::Result<int> value = co_await set_later(true);
    co_return Trace{request.text, {value.ok()}};
  }

  static void describe(duet::Plugin<Waits>& plugin) {
    plugin.id("com.example.waits").version("1.0.0");
    auto& service = plugin.service("waits.v1.Waits");
    service.unary("Walk", &Waits::walk);
    service.unary("ByValue", &Waits::by_value);
    service.unary("AtOnce", &Waits::at_once);
    service.unary("Fails", &Waits::fails);
    service.unary("Throws", &Waits::throws);
    service.unary("NoFrame", &Waits::no_frame);
    service.unary("Empty", &Waits::empty);
    service.unary("Mistaken", &Waits::mistaken);
    service.unary("Race", &Waits::race);
  }

 private:
  static std::chrono::nanoseconds wait(const Walk& request, int point) {
    return request.cancel_at > point ? std::chrono::nanoseconds(1000) : std::chrono::nanoseconds(1h);
  }
  static duet::Task<bool> sub_task(duet::Call& call, std::chrono::nanoseconds duration) {
    const Alive alive;
    co_return co_await call.sleep_for(duration);
  }
  duet::Task<duet::Result<int>> set_later(bool is_set) {
    const Alive alive;
    duet::Event<int> event;
    if (is_set) worker_.post([event] { event.set(1); });
    co_return co_await event;
  }

  probe::Worker worker_;
};

Request request_of(std::string text, int cancel_at = kPoints) {
  Request request;
  request.body = {R"({"text":")" + text + R"(","cancelAt":)" + std::to_string(cancel_at) + "}"};
  return request;
}

TEST_CASE("an empty task, or one that is awaited twice, ends its own call only") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Waits>());
  CHECK(plugin.begin("Empty", request_of("x"))->wait().code == static_cast<duet_code>(duet::Code::kInternal));
  for (const char* text : {"twice", "moved"}) {
    CAPTURE(text);
    CHECK(plugin.begin("Mistaken", request_of(text))->wait().code == static_cast<duet_code>(duet::Code::kInternal));
    CHECK(watch().alive == 0);
  }
  CHECK(plugin.begin("Mistaken", request_of("once"))->wait().code == 0);
}

TEST_CASE("a call can be cancelled at each point where it waits, and still ends as its handler wants") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Waits>());
  for (int point = 0; point <= kPoints; ++point) {
    CAPTURE(point);
    std::shared_ptr<TestCall> call;
    std::mutex begun;  // held until `call` is known
    watch().at_point = [&](int at) {
      if (at != point) return;
      const std::lock_guard lock(begun);
      call->cancel();
    };
    {
      const std::lock_guard lock(begun);
      call = plugin.begin("Walk", request_of("walk", point));
    }
    const Reply reply = call->wait();
    std::string early;
    for (int at = 1; at <= 5; ++at) early += std::string(at == 1 ? "" : ",") + (at >= point ? "true" : "false");
    CHECK(reply.code == 0);
    CHECK(reply.body == R"({"text":"walk and walk","endedEarly":[)" + early + "]}");
    CHECK(watch().alive == 0);
  }
  watch().at_point = [](int) {};
  CHECK(host.stale_calls() == 0);
}

TEST_CASE("the request lives as long as the coroutine, by reference and by value") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Waits>());
  const std::string long_text(1000, 'x');
  CHECK(plugin.call("ByValue", request_of(long_text)).body == R"({"text":")" + long_text + R"("})");
  CHECK(plugin.call("AtOnce", request_of(long_text)).body == R"({"text":")" + long_text + R"("})");
  CHECK(plugin.call("Walk", request_of("a")).body ==
        R"({"text":"a and a","endedEarly":[false,false,false,false,false]})");
  CHECK(watch().alive == 0);
}

TEST_CASE("errors of every kind end the call once and free it") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Waits>());
  const Reply failed = plugin.call("Fails", request_of("it"));
  CHECK(failed.code == 10);
  CHECK(failed.message == "it was aborted");
  CHECK(failed.metadata == duet::test::Pairs{{"x-walk", "1"}});
  CHECK(plugin.call("Throws", request_of("first")).message == "internal error");
  CHECK(plugin.call("Throws", request_of("later")).message == "internal error");
  CHECK(plugin.call("NoFrame", request_of("x")).message == "internal error");
  CHECK(plugin.call("Walk", Request{.body = {"{"}}).http_status == 400);
  CHECK(plugin.call("Walk", Request{.body = {R"({"cancelAt":"x"})"}}).http_status == 422);
  CHECK(watch().alive == 0);
  CHECK(host.stale_calls() == 0);
  const auto log = host.log();
  REQUIRE(log.size() == 3);
  CHECK(log[0].message == "waits.v1.Waits/Throws threw an exception: before the first wait");
  CHECK(log[1].message == "waits.v1.Waits/Throws threw an exception: after it");
  CHECK(log[2].message == "waits.v1.Waits/NoFrame threw an exception: no frame");
}

TEST_CASE("setter, await and cancellation race, and each call ends once") {
  TestHost host(3);
  TestPlugin plugin(host, duet::plugin_table<Waits>());
  for (int round = 0; round < 50; ++round) {
    std::vector<std::shared_ptr<TestCall>> calls;
    for (int i = 0; i < 20; ++i) calls.push_back(plugin.begin("Race", request_of("r")));
    for (std::size_t i = 0; i < calls.size(); i += 2) calls[i]->cancel();
    for (std::size_t i = 0; i < calls.size(); ++i) {
      const Reply reply = calls[i]->wait();
      CHECK(reply.code == 0);
      if (i % 2 == 1) CHECK(reply.body == R"({"text":"r","endedEarly":[true]})");
    }
  }
  CHECK(watch().alive == 0);
  CHECK(host.stale_calls() == 0);
}

TEST_CASE("a sleep that is cancelled ends early") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<probe::Probe>());
  CHECK(plugin.json("Sleep", R"({"ms":1})").body == R"({"ms":1})");
  const auto call = plugin.begin("Sleep", Request{.body = {R"({"ms":60000})"}});
  call->cancel();
  CHECK(call->wait().code == 1);
  CHECK(plugin.json("GetCounters", "").body == R"({"sleepsBegun":2,"sleepsEnded":2,"sleepsCancelled":1})");
  CHECK(plugin.json("Async", R"({"number":41})").body == R"({"number":42})");
}

}  // namespace
