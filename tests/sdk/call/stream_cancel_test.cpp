// Callers that leave a stream, at every place where its handler can be.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "streams.hpp"
#include "support/test_plugin.hpp"

namespace {

using duet::test::Reply;
using duet::test::Request;
using duet::test::TestCall;
using duet::test::TestHost;
using duet::test::TestPlugin;
using streams::watch;

// What is asked of a handler that never comes to an end by itself.
Request endless(std::string message, bool is_slow = false) {
  Request request;
  request.body = {std::move(message)};
  request.without_end = true;
  request.is_slow = is_slow;
  return request;
}

TEST_CASE("a read that is cancelled gives nothing, and tells why") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<streams::Streams>());
  for (const char* method : {"Sum", "SumWaiting"}) {
    CAPTURE(method);
    const auto call = plugin.begin(method, endless(R"({"value":1})"));
    call->cancel();
    const Reply reply = call->wait();
    CHECK(reply.code == 0);
    CHECK(reply.body.find(R"("ended":"CANCELLED")") != std::string::npos);

    Request late = endless(R"({"value":1})");
    late.deadline_ns = 1;
    const auto passed = plugin.begin(method, std::move(late));
    passed->cancel();
    CHECK(passed->wait().body.find(R"("ended":"DEADLINE_EXCEEDED")") != std::string::npos);
  }
  CHECK(watch().alive == 0);
  CHECK(host.stale_calls() == 0);
}

TEST_CASE("a write that waits for a slow client is cancelled with it") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<streams::Streams>());
  for (const char* method : {"Count", "CountWaiting", "Twice", "TwiceWaiting"}) {
    CAPTURE(method);
    const auto call = plugin.begin(method, endless(R"({"value":1000})", true));
    call->wait_for_sent(1);
    call->cancel();
    const Reply reply = call->wait();
    CHECK(reply.code == 1);
    CHECK(reply.pieces.size() == 1);
  }
  CHECK(watch().alive == 0);
}

TEST_CASE("a handler between its waits learns of it by the next one") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<streams::Streams>());
  for (const char* method : {"Count", "CountWaiting", "Twice", "TwiceWaiting"}) {
    for (int point = 1; point <= 3; ++point) {
      CAPTURE(method);
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
        const bool counts = std::string(method).starts_with("Count");
        Request request = endless(counts ? R"({"value":1000})" : R"({"value":1})");
        if (!counts) request.body.insert(request.body.end(), {R"({"value":2})", R"({"value":3})"});
        call = plugin.begin(method, std::move(request));
      }
      const Reply reply = call->wait();
      CHECK(reply.code == 1);
      CHECK(reply.pieces.size() == static_cast<std::size_t>(point) - 1);
    }
  }
  watch().at_point = [](int) {};
  CHECK(watch().alive == 0);
  CHECK(host.stale_calls() == 0);
}

TEST_CASE("a handler that sleeps within its stream is woken") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<streams::Streams>());
  std::atomic<bool> is_there = false;
  watch().at_point = [&](int) {
    is_there = true;
    is_there.notify_all();
  };
  const auto call = plugin.begin("Twice", endless(R"({"value":1,"text":"sleep"})"));
  is_there.wait(false);
  call->cancel();
  CHECK(call->wait().code == 1);
  watch().at_point = [](int) {};
}

TEST_CASE("messages, room and cancellation race, and each call ends once") {
  TestHost host(4);
  TestPlugin plugin(host, duet::plugin_table<streams::Streams>());
  for (const char* method : {"Twice", "TwiceWaiting"}) {
    CAPTURE(method);
    for (int round = 0; round < 20; ++round) {
      std::vector<std::shared_ptr<TestCall>> calls;
      for (int i = 0; i < 10; ++i) calls.push_back(plugin.begin(method, endless(R"({"value":1})", i % 3 == 0)));
      for (std::size_t message = 0; message < 5; ++message) {
        for (std::size_t i = 0; i < calls.size(); ++i) {
          calls[i]->put(R"({"value":2})");
          calls[i]->make_room();
          if (i % 5 == message) calls[i]->cancel();
        }
      }
      for (const auto& call : calls) CHECK(call->wait().code == 1);
    }
  }
  CHECK(watch().alive == 0);
  CHECK(host.stale_calls() == 0);
}

}  // namespace
