#include "plugins/host_table.hpp"

#include <doctest/doctest.h>
#include <duet/abi/ext/pattern.h>

#include <array>
#include <cstring>
#include <limits>

#include "host/plugins/support.hpp"
#include "plugins/plugin_backend.hpp"

using namespace duet::test;
using duet::plugins::borrow;
using duet::plugins::Instance;
using duet::plugins::Library;
using duet::plugins::PluginBackend;

namespace {

constexpr duet_code kInvalidArgument = 3;
constexpr duet_code kStale = 9;
constexpr duet_code kUnimplemented = 12;
constexpr duet_code kInternal = 13;

// A started plugin of the test, ready for calls.
struct Running {
  explicit Running(Script& script) {
    auto created = Instance::create(*Library::built_in("shop", &script.table), {"shop", "{}"}, host.dispatcher);
    REQUIRE(created.ok());
    instance = *created;
    REQUIRE(instance->start().ok());
    backend = std::make_shared<PluginBackend>(instance, host.dispatcher);
    api = script.host;
  }
  ~Running() { host.wait_until_idle(); }

  duet_code finish(duet_call call, const duet_reply& reply) const { return api->finish(api->host, call, &reply); }

  Host host;
  std::shared_ptr<Instance> instance;
  std::shared_ptr<PluginBackend> backend;
  const duet_host* api = nullptr;
};

duet_reply ok() {
  duet_reply reply{};
  reply.size = sizeof reply;
  return reply;
}

// What the door is told when the plugin answers with what `prepare` makes.
Answer answer_to(const std::function<void(duet_reply&)>& prepare, duet_code* returned = nullptr) {
  const CapturedLog log;
  Script script;
  Running running(script);
  script.invoke = [&](duet_call call, const duet_request*, void*) {
    duet_reply reply = ok();
    prepare(reply);
    const duet_code code = running.finish(call, reply);
    if (returned != nullptr) *returned = code;
  };
  Door door;
  const auto call = running.host.call(door, running.backend);
  Answer answer = door.wait();
  return answer;
}

int released = 0;
void count_release(void*) { ++released; }

}  // namespace

TEST_CASE("a sound reply passes as it is") {
  const std::string body = "hello";
  const duet_slice slice{reinterpret_cast<const std::uint8_t*>(body.data()), body.size(), nullptr, nullptr};
  const duet_kv pair{borrow("x-tag"), borrow("blue")};
  duet_code returned = -1;
  const Answer answer = answer_to(
      [&](duet_reply& reply) {
        reply.http_status = 201;
        reply.body = &slice;
        reply.n_body = 1;
        reply.metadata = &pair;
        reply.n_metadata = 1;
      },
      &returned);
  CHECK(returned == 0);
  CHECK(answer.code == 0);
  CHECK(answer.http_status == 201);
  CHECK(answer.body == "hello");
  REQUIRE(answer.metadata.size() == 1);
  CHECK(answer.metadata[0].first == "x-tag");
  CHECK(answer.metadata[0].second == "blue");
}

TEST_CASE("a reply that no door can carry is mended") {
  const Answer answer = answer_to([](duet_reply& reply) {
    static const std::array<duet_kv, 7> pairs{{
        {borrow("good"), borrow("yes")},
        {borrow("Bad-Case"), borrow("x")},
        {borrow("bad"), borrow("a\r\nset-cookie: b")},
        {borrow(""), borrow("x")},
        {{nullptr, 3}, borrow("x")},
        {borrow("null"), {nullptr, 3}},
        {borrow("raw-bin"), borrow(std::string_view("\x00\xff", 2))},
    }};
    reply.code = 99;
    reply.http_status = 100;
    reply.message = borrow("caf\xe9");
    reply.metadata = pairs.data();
    reply.n_metadata = pairs.size();
    reply.trailers = nullptr;
    reply.n_trailers = 5;
  });
  CHECK(answer.code == 2);
  CHECK(answer.http_status == 0);
  CHECK(answer.message == "caf\xEF\xBF\xBD");
  REQUIRE(answer.metadata.size() == 2);
  CHECK(answer.metadata[0].first == "good");
  CHECK(answer.metadata[1].first == "raw-bin");
}

TEST_CASE("a reply that cannot be read becomes INTERNAL, and its slices are released once") {
  duet_code returned = -1;
  const auto is_internal = [&](const Answer& answer) {
    CHECK(answer.code == kInternal);
    CHECK(answer.message == "internal error");
    CHECK(answer.body.empty());
    CHECK(returned == kInvalidArgument);
  };
  is_internal(answer_to([](duet_reply& reply) { reply.size = 4; }, &returned));
  is_internal(answer_to([](duet_reply& reply) { reply.n_body = 3; }, &returned));

  released = 0;
  static const std::array<duet_slice, 2> slices{
      {{reinterpret_cast<const std::uint8_t*>("x"), 1, nullptr, &count_release}, {nullptr, 9, nullptr, nullptr}}};
  is_internal(answer_to(
      [](duet_reply& reply) {
        reply.body = slices.data();
        reply.n_body = slices.size();
        reply.details = {reinterpret_cast<const std::uint8_t*>("d"), 1, nullptr, &count_release};
      },
      &returned));
  CHECK(released == 2);
}

TEST_CASE("NULL arguments and made-up handles do no harm") {
  const CapturedLog log;
  Script script;
  Running running(script);
  const duet_host& api = *running.api;
  const duet_reply reply = ok();

  CHECK(api.size == sizeof(duet_host));
  CHECK(api.minor == DUET_ABI_MINOR);
  CHECK(api.extension(api.host, nullptr) == nullptr);
  CHECK(api.extension(api.host, "duet.nothing/1") == nullptr);
  CHECK(api.extension(nullptr, DUET_EXT_PATTERN) != nullptr);

  CHECK(api.finish(nullptr, 1, &reply) != 0);
  CHECK(api.finish(api.host, 0, nullptr) == kStale);
  const std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
  for (const duet_call handle : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32 | 1, max, max << 32}) {
    CHECK(api.finish(api.host, handle, &reply) == kStale);
    CHECK(api.cancelled(api.host, handle) == 1);
    CHECK(api.resume(api.host, handle, 1, 0) == kStale);
  }
  CHECK(api.cancelled(nullptr, 1) == 1);
  CHECK(api.resume(nullptr, 1, 1, 0) != 0);

  CHECK(running.instance->host().stale_calls() == 11);
  const std::string lines = log.text();
  CHECK(has(lines, "plugin=shop"));
  CHECK(lines.find("handle of a call") == lines.rfind("handle of a call"));  // logged once, not eleven times
}

TEST_CASE("the slices of a reply to a stale call are released once") {
  const CapturedLog log;
  Script script;
  Running running(script);
  const duet_slice slice{reinterpret_cast<const std::uint8_t*>("x"), 1, nullptr, &count_release};
  duet_reply reply = ok();
  reply.body = &slice;
  reply.n_body = 1;
  released = 0;
  CHECK(running.finish(12345, reply) == kStale);
  CHECK(released == 1);
}

TEST_CASE("a plugin's lines carry its name and the call, and cannot pass for another's") {
  const CapturedLog log;
  Script script;
  Running running(script);
  const duet_host& api = *running.api;
  const std::array<duet_kv, 4> fields{{{borrow("item"), borrow("7")},
                                       {borrow("plugin"), borrow("users")},
                                       {borrow("request_id"), borrow("forged")},
                                       {{nullptr, 4}, {nullptr, 4}}}};
  script.invoke = [&](duet_call call, const duet_request*, void*) {
    api.log(api.host, call, DUET_LOG_INFO, borrow("stored"), fields.data(), fields.size());
    running.finish(call, ok());
  };
  Door door;
  const auto call = running.host.call(door, running.backend);
  door.wait();
  const std::string line = log.text();
  CHECK(has(line, "stored plugin=shop request_id=request-7 item=7 field.plugin=users field.request_id=forged"));

  api.log(api.host, 0, 1000, borrow("loud"), nullptr, 9);
  api.log(api.host, 987654321, -1000, {nullptr, 9}, nullptr, 0);
  api.log(nullptr, 0, DUET_LOG_ERROR, borrow("nobody"), nullptr, 0);
  CHECK(has(log.text(), "error loud"));
  CHECK_FALSE(has(log.text(), "nobody"));
  CHECK(api.log_enabled(api.host, 1000) == 1);
  CHECK(api.log_enabled(api.host, -1000) == 1);
}

TEST_CASE("of two threads that finish one call, one wins") {
  const CapturedLog log;
  Script script;
  Running running(script);
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    std::atomic<int> won{0};
    std::vector<std::thread> threads;
    script.invoke = [&](duet_call call, const duet_request*, void*) {
      for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&, call] {
          if (running.finish(call, ok()) == 0) ++won;
        });
      }
    };
    Door door;
    {
      const auto call = running.host.call(door, running.backend);
      door.wait();
    }
    running.host.wait_until_idle();
    for (auto& thread : threads) thread.join();
    CHECK(won == 1);
    CHECK(door.answers() == 1);
  }
  CHECK(running.instance->host().stale_calls() == kRounds);
}

TEST_CASE("a call can be resumed, whatever the delay") {
  const CapturedLog log;
  Script script;
  Running running(script);
  const duet_host& api = *running.api;
  script.invoke = [&](duet_call call, const duet_request*, void*) {
    CHECK(api.resume(api.host, call, 42, std::numeric_limits<std::int64_t>::min()) == 0);
  };
  script.on_resume = [&](duet_call call, std::uint64_t tag) {
    duet_reply reply = ok();
    reply.http_status = tag == 42 ? 242 : 500;
    running.finish(call, reply);
  };
  Door door;
  {
    const auto call = running.host.call(door, running.backend);
    CHECK(door.wait().http_status == 242);
  }
}

TEST_CASE("a plugin without on_resume is told that it cannot be resumed") {
  Script script;
  script.table.on_resume = nullptr;
  Running running(script);
  CHECK(running.api->resume(running.api->host, 1, 1, 0) == kUnimplemented);
}

TEST_CASE("patterns are RE2's, cached by their text, and refused with a reason") {
  Script script;
  Running running(script);
  const auto* pattern =
      static_cast<const duet_ext_pattern*>(running.api->extension(running.api->host, DUET_EXT_PATTERN));
  REQUIRE(pattern != nullptr);
  duet_error error{};
  error.size = sizeof error;
  const void* first = pattern->compile(running.api->host, borrow("^[a-z]+é?$"), &error);
  REQUIRE(first != nullptr);
  CHECK(pattern->compile(nullptr, borrow("^[a-z]+é?$"), nullptr) == first);
  CHECK(pattern->matches(first, borrow("café")) == 1);
  CHECK(pattern->matches(first, borrow("Café")) == 0);
  CHECK(pattern->matches(first, borrow("caf\xe9")) == 0);
  CHECK(pattern->matches(first, {nullptr, 5}) == 0);
  CHECK(pattern->matches(nullptr, borrow("x")) == 0);

  CHECK(pattern->compile(running.api->host, borrow("a(b"), &error) == nullptr);
  CHECK(error.code == kInvalidArgument);
  CHECK(has(error.message, "missing )"));
  CHECK(pattern->compile(running.api->host, borrow("a(b"), nullptr) == nullptr);
  CHECK(pattern->compile(running.api->host, borrow(std::string(100'000, 'a')), &error) == nullptr);
  CHECK(has(error.message, "too long"));
  CHECK(pattern->compile(running.api->host, borrow("((a{1000}){1000}){1000}"), &error) == nullptr);
  CHECK(pattern->compile(running.api->host, {nullptr, 3}, &error) != nullptr);  // no text: the empty pattern
}

TEST_CASE("patterns are compiled and matched by many threads") {
  Script script;
  Running running(script);
  const auto* pattern =
      static_cast<const duet_ext_pattern*>(running.api->extension(running.api->host, DUET_EXT_PATTERN));
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        const std::string text = "^x" + std::to_string(i % 50) + "$";
        const void* compiled = pattern->compile(nullptr, borrow(text), nullptr);
        if (pattern->matches(compiled, borrow("x" + std::to_string(i % 50))) != 1) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}
