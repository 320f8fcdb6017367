#include "plugins/instance.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <stdexcept>

#include "base/clock.hpp"
#include "host/plugins/support.hpp"

using namespace duet::test;
using duet::plugins::Instance;
using duet::plugins::InstanceError;
using duet::plugins::InstanceOptions;
using duet::plugins::Library;
using Steps = std::vector<std::string>;

namespace {

Instance::Created create(Script& script, Host& host) {
  return Instance::create(*Library::built_in("shop", &script.table), {"shop", R"({"a":1})"}, host.dispatcher);
}

duet_code fail(duet_error* error, duet_code code, const char* field, const char* message) {
  std::strcpy(error->field, field);
  std::strcpy(error->message, message);
  return code;
}

}  // namespace

TEST_CASE("an instance lives from create to destroy, in that order") {
  Host host;
  Script script;
  {
    auto instance = create(script, host);
    REQUIRE(instance.ok());
    CHECK(script.settings == R"({"a":1})");
    CHECK((*instance)->self() == &script);
    CHECK((*instance)->name() == "shop");
    REQUIRE((*instance)->start().ok());
    CHECK(script.steps == Steps{"create", "start"});
  }
  CHECK(script.steps == Steps{"create", "start", "stop", "destroy"});
}

TEST_CASE("an explicit stop is not repeated") {
  Host host;
  Script script;
  {
    auto instance = create(script, host);
    REQUIRE((*instance)->start().ok());
    CHECK((*instance)->stop(duet::base::monotonic_ns() + 1'000'000).ok());
    CHECK((*instance)->stop(duet::base::monotonic_ns()).ok());
  }
  CHECK(script.steps == Steps{"create", "start", "stop", "destroy"});
}

TEST_CASE("an instance that was never started is destroyed without stop") {
  Host host;
  Script script;
  { auto instance = create(script, host); }
  CHECK(script.steps == Steps{"create", "destroy"});
}

TEST_CASE("a failed create leaves nothing behind and points at the setting") {
  Host host;
  Script script;
  script.create = [](duet_error* error) { return fail(error, 3, "limits.page_size", "must be at least 1"); };
  {
    auto instance = create(script, host);
    REQUIRE_FALSE(instance.ok());
    CHECK(instance.error().message == "must be at least 1");
    CHECK(instance.error().settings_field == "limits.page_size");
  }
  CHECK(script.steps == Steps{"create"});
}

TEST_CASE("an instance that failed to start is destroyed without stop") {
  Host host;
  Script script;
  script.start = [](duet_error* error) { return fail(error, 14, "", "no store"); };
  {
    auto instance = create(script, host);
    REQUIRE(instance.ok());
    auto started = (*instance)->start();
    REQUIRE_FALSE(started.ok());
    CHECK(started.error().message == "start() failed: no store");
    CHECK(started.error().settings_field.empty());
  }
  CHECK(script.steps == Steps{"create", "start", "destroy"});
}

TEST_CASE("an instance that cannot stop stays in memory, since its threads may still run") {
  const CapturedLog log;
  Host host;
  Script script;
  script.stop = [](duet_error* error) { return fail(error, 4, "", "a thread does not end"); };
  {
    auto instance = create(script, host);
    REQUIRE((*instance)->start().ok());
  }
  CHECK(script.steps == Steps{"create", "start", "stop"});
  CHECK(has(log.text(), "stop() failed: a thread does not end"));
  CHECK(has(log.text(), "stays in memory"));
}

TEST_CASE("what a plugin throws in its life's functions is an error like any other") {
  const CapturedLog log;
  Host host;
  const auto throws = [](duet_error*) -> duet_code { throw std::runtime_error("boom"); };
  {
    Script script;
    script.create = throws;
    auto instance = create(script, host);
    REQUIRE_FALSE(instance.ok());
    CHECK(instance.error().message == "create() threw an exception: boom");
  }
  {
    Script script;
    script.start = [](duet_error*) -> duet_code { throw 7; };
    auto instance = create(script, host);
    auto started = (*instance)->start();
    REQUIRE_FALSE(started.ok());
    CHECK(has(started.error().message, "start() threw an exception: something that is not a std::exception"));
  }
  {
    Script script;
    script.destroy = [] { throw std::runtime_error("late boom"); };
    { auto instance = create(script, host); }
    CHECK(has(log.text(), "destroy() threw an exception: late boom"));
  }
}

TEST_CASE("an error without words or that is not UTF-8 still reads well") {
  Host host;
  Script script;
  script.create = [](duet_error*) { return 16; };
  CHECK(create(script, host).error().message == "create() failed: it gives no reason (UNAUTHENTICATED)");
  script.create = [](duet_error* error) { return fail(error, -5, "", "bad \xff byte"); };
  CHECK(create(script, host).error().message == "create() failed: bad \xEF\xBF\xBD byte");
  script.create = [](duet_error* error) {
    std::memset(error->field, 'f', sizeof error->field);
    return 3;
  };
  CHECK(create(script, host).error().settings_field == std::string(120, 'f'));
}

TEST_CASE("plugins in files fail as they say") {
  Host host;
  const auto load = [&](const std::string& name) {
    return Instance::create(*Library::open(fault_plugin(name)), {name, "{}"}, host.dispatcher);
  };
  auto created = load("create_fails");
  REQUIRE_FALSE(created.ok());
  CHECK(created.error().settings_field == "limits.page_size");
  auto starting = load("start_fails");
  REQUIRE(starting.ok());
  auto started = (*starting)->start();
  REQUIRE_FALSE(started.ok());
  CHECK(has(started.error().message, "the store cannot be reached"));
  CHECK_FALSE(load("describe_fails").ok());
}
