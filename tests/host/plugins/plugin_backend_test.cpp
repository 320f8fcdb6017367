#include "plugins/plugin_backend.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "host/plugins/support.hpp"

using namespace duet::test;
using duet::plugins::Instance;
using duet::plugins::Library;
using duet::plugins::PluginBackend;

namespace {

constexpr duet_code kInternal = 13;

std::shared_ptr<PluginBackend> run(const Library& library, Host& host) {
  auto created = Instance::create(library, {"shop", "{}"}, host.dispatcher);
  REQUIRE(created.ok());
  REQUIRE((*created)->start().ok());
  return std::make_shared<PluginBackend>(*created, host.dispatcher);
}

void finish(const Script& script, duet_call call) {
  duet_reply reply{};
  reply.size = sizeof reply;
  script.host->finish(script.host->host, call, &reply);
}

}  // namespace

TEST_CASE("a plugin written in C answers calls") {
  Host host;
  const auto backend = run(*Library::open(fault_plugin("plain")), host);
  for (const auto execution : {duet::core::Execution::kPool, duet::core::Execution::kInline}) {
    host.method.execution = execution;
    Door door;
    const auto call = host.call(door, backend, "ping");
    const Answer answer = door.wait();
    CHECK(answer.code == 0);
    CHECK(answer.body == "ping");
  }
  host.wait_until_idle();
}

TEST_CASE("the plugin learns which method is called, and gets its state") {
  Script script;
  Host host;
  const auto backend = run(*Library::built_in("shop", &script.table), host);
  host.method.index = 3;
  std::uint32_t method = 0, size = 0;
  bool zeroed_and_aligned = false;
  script.invoke = [&](duet_call call, const duet_request* request, void* state) {
    method = request->method;
    size = request->size;
    zeroed_and_aligned = reinterpret_cast<std::uintptr_t>(state) % 64 == 0 && *static_cast<char*>(state) == 0;
    finish(script, call);
  };
  Door door;
  {
    const auto call = host.call(door, backend);
    door.wait();
  }
  host.wait_until_idle();
  CHECK(method == 3);
  CHECK(size == sizeof(duet_request));
  CHECK(zeroed_and_aligned);
}

TEST_CASE("an exception that escapes a plugin is INTERNAL for the caller and told in the log") {
  const CapturedLog log;
  Host host;
  const auto backend = run(*Library::open(fault_plugin("throwing")), host);
  for (int round = 0; round < 2; ++round) {  // and the next call works just as well
    Door door;
    const auto call = host.call(door, backend);
    const Answer answer = door.wait();
    CHECK(answer.code == kInternal);
    CHECK(answer.message == "internal error");
  }
  host.wait_until_idle();
  CHECK(has(log.text(), "plugin=shop"));
  CHECK(has(log.text(), "method=test.v1.Test/Run"));
  CHECK(has(log.text(), "secret detail"));
}

TEST_CASE("a plugin that throws after it has finished does not answer twice") {
  const CapturedLog log;
  Script script;
  Host host;
  const auto backend = run(*Library::built_in("shop", &script.table), host);
  script.invoke = [&](duet_call call, const duet_request*, void*) {
    finish(script, call);
    throw std::runtime_error("afterthought");
  };
  Door door;
  {
    const auto call = host.call(door, backend);
    CHECK(door.wait().code == 0);
  }
  host.wait_until_idle();
  CHECK(door.answers() == 1);
  CHECK(has(log.text(), "afterthought"));
}

TEST_CASE("a cancelled call reaches the plugin, which still owes its finish") {
  Script script;
  Host host;
  const auto backend = run(*Library::built_in("shop", &script.table), host);
  std::promise<void> begun;
  script.invoke = [&](duet_call, const duet_request*, void*) { begun.set_value(); };
  script.on_cancel = [&](duet_call call) { finish(script, call); };
  Door door;
  {
    const auto call = host.call(door, backend);
    begun.get_future().wait();
    call->cancel({4, "deadline exceeded", 0});
    CHECK(door.wait().code == 4);
  }
  host.wait_until_idle();
  CHECK(door.answers() == 1);
  CHECK(backend->instance().host().stale_calls() == 0);
}

TEST_CASE("a plugin without on_cancel may finish a cancelled call in its own time") {
  Script script;
  Host host;
  script.table.on_cancel = nullptr;
  const auto backend = run(*Library::built_in("shop", &script.table), host);
  std::promise<duet_call> begun;
  script.invoke = [&](duet_call call, const duet_request*, void*) { begun.set_value(call); };
  Door door;
  {
    const auto call = host.call(door, backend);
    const duet_call handle = begun.get_future().get();
    call->cancel({1, "gone", 0});
    CHECK(door.wait().code == 1);
    CHECK(script.host->cancelled(script.host->host, handle) == 1);
    finish(script, handle);
  }
  host.wait_until_idle();
  CHECK(door.answers() == 1);
}

TEST_CASE("what a plugin throws when it is cancelled or resumed answers the call") {
  const CapturedLog log;
  Script script;
  Host host;
  const auto backend = run(*Library::built_in("shop", &script.table), host);
  script.invoke = [&](duet_call call, const duet_request*, void*) {
    script.host->resume(script.host->host, call, 1, 0);
  };
  script.on_resume = [](duet_call, std::uint64_t) { throw std::runtime_error("in resume"); };
  Door door;
  {
    const auto call = host.call(door, backend);
    CHECK(door.wait().code == kInternal);
  }
  host.wait_until_idle();

  std::promise<void> begun;
  script.invoke = [&](duet_call, const duet_request*, void*) { begun.set_value(); };
  script.on_cancel = [](duet_call) { throw std::runtime_error("in cancel"); };
  Door other;
  {
    const auto call = host.call(other, backend);
    begun.get_future().wait();
    call->cancel({1, "gone", 0});
    CHECK(other.wait().code == 1);
  }
  host.wait_until_idle();
  CHECK(has(log.text(), "in resume"));
  CHECK(has(log.text(), "in cancel"));
}
