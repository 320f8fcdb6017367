#include "plugins/description.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <stdexcept>

#include "host/plugins/support.hpp"

using namespace duet::test;
using duet::plugins::borrow;
using duet::plugins::Library;

namespace {

std::string refusal(Script& script) {
  auto description = duet::plugins::describe(*Library::built_in("shop", &script.table));
  REQUIRE_FALSE(description.ok());
  CHECK(has(description.error().message, "built in as 'shop': "));
  return description.error().message;
}

std::string refused(const std::function<void(Script&)>& change) {
  Script script;
  change(script);
  return refusal(script);
}

}  // namespace

TEST_CASE("a sound description is given back as it is") {
  Script script;
  auto description = duet::plugins::describe(*Library::built_in("shop", &script.table));
  REQUIRE(description.ok());
  CHECK(*description == &script.description);
}

TEST_CASE("a plugin that cannot describe itself is refused with its own words") {
  auto plugin = Library::open(fault_plugin("describe_fails"));
  REQUIRE(plugin.ok());
  auto description = duet::plugins::describe(*plugin);
  REQUIRE_FALSE(description.ok());
  CHECK(has(description.error().message, "describe_fails.so: the plugin cannot describe itself: two methods"));

  CHECK(has(refused([](Script& s) { s.describe = [](duet_error*) { return nullptr; }; }), "gives no reason"));
  CHECK(has(refused([](Script& s) {
              s.describe = [](duet_error* error) -> const duet_description* {
                std::memset(error->message, 'x', sizeof error->message);  // no NUL at the end
                return nullptr;
              };
            }),
            "xxx"));
  CHECK(has(refused([](Script& s) {
              s.describe = [](duet_error*) -> const duet_description* { throw std::runtime_error("oh no"); };
            }),
            "describe() threw an exception: oh no"));
}

TEST_CASE("every fault of a description is named") {
  CHECK(has(refused([](Script& s) { s.description.size = 8; }), "has 8 bytes"));
  CHECK(has(refused([](Script& s) { s.description.id = {}; }), "the id is ''"));
  CHECK(has(refused([](Script& s) { s.description.id = {nullptr, 5}; }), "the id is ''"));
  CHECK(has(refused([](Script& s) { s.description.id = borrow("a b"); }), "the id is 'a b'"));
  for (const char* version : {"", "1", "1.2", "v1.2.3", "1.02.3", "1.2.3-", "1.2.3 "}) {
    CHECK(has(refused([&](Script& s) { s.description.version = borrow(version); }), "SemVer"));
  }
  CHECK(has(refused([](Script& s) { s.description.descriptor_set = {}; }), "no descriptor set"));
  CHECK(has(refused([](Script& s) { s.description.n_methods = 0; }), "no methods"));
  CHECK(has(refused([](Script& s) { s.description.n_methods = 1'000'000; }), "1000000 methods"));
  CHECK(has(refused([](Script& s) { s.description.methods = nullptr; }), "the method table is missing"));
  CHECK(has(refused([](Script& s) { s.description.method_stride = 8; }), "method_stride is 8"));
  CHECK(has(refused([](Script& s) { s.description.method_stride = 41; }), "method_stride is 41"));
  const std::string both = refused([](Script& s) {
    s.description.id = {};
    s.description.version = {};
  });
  CHECK(has(both, "the id"));
  CHECK(has(both, "the version"));
}

TEST_CASE("every fault of a method is named") {
  CHECK(has(refused([](Script& s) { s.methods[0].size = 4; }), "method row 0 has the size 4"));
  CHECK(has(refused([](Script& s) { s.methods[0].size = 4000; }), "method row 0 has the size 4000"));
  for (const char* name : {"", "Run", "test.v1.Test", "/Run", "test.v1.Test/", "test..Test/Run", "a/b/c", ".a/b"}) {
    CHECK(has(refused([&](Script& s) { s.methods[0].full_name = borrow(name); }), "'package.Service/Method'"));
  }
  CHECK(has(refused([](Script& s) { s.methods[0].kind = DUET_SERVER_STREAM; }), "the plugin has no on_sendable()"));
  CHECK(has(refused([](Script& s) { s.methods[0].kind = DUET_CLIENT_STREAM; }), "the plugin has no on_receive()"));
  CHECK(has(refused([](Script& s) { s.methods[0].kind = DUET_BIDI_STREAM; }), "the plugin has no on_receive()"));
  CHECK(has(refused([](Script& s) { s.methods[0].kind = 77; }), "is of the kind 77"));
  CHECK(has(refused([](Script& s) { s.methods[0].flags = DUET_WAITS; }), "for methods that stream messages"));
  CHECK(has(refused([](Script& s) {
              s.methods[0].kind = DUET_BIDI_STREAM;
              s.methods[0].flags = DUET_RAW_REPLY;
            }),
            "choose one"));
  CHECK(has(refused([](Script& s) {
              s.methods[0].kind = DUET_BIDI_STREAM;
              s.methods[0].flags = DUET_WAITS | DUET_INLINE;
            }),
            "DUET_WAITS and DUET_INLINE"));
  CHECK(has(refused([](Script& s) { s.methods[0].encodings = 0; }), "reads no encoding"));
  CHECK(has(refused([](Script& s) { s.methods[0].encodings = 8; }), "reads no encoding"));
  CHECK(has(refused([](Script& s) { s.methods[0].flags = DUET_INLINE | DUET_MAY_BLOCK; }), "contradict"));
  CHECK(has(refused([](Script& s) { s.methods[0].state_bytes = 1u << 30; }), "state bytes"));
  CHECK(has(refused([](Script& s) {
              s.methods.push_back(s.methods[0]);
              s.description.methods = s.methods.data();
              s.description.n_methods = 2;
            }),
            "'test.v1.Test/Run' is there twice"));
}

TEST_CASE("rows that a newer minor made longer are read by their stride") {
  struct Longer {
    duet_method row;
    std::uint64_t newer;
  };
  Script script;
  Longer rows[2] = {{script.methods[0], 1}, {script.methods[0], 2}};
  rows[0].row.size = rows[1].row.size = sizeof(Longer);
  rows[1].row.full_name = borrow("test.v1.Test/Other");
  script.description.methods = &rows[0].row;
  script.description.n_methods = 2;
  script.description.method_stride = sizeof(Longer);
  auto description = duet::plugins::describe(*Library::built_in("shop", &script.table));
  REQUIRE(description.ok());
  CHECK(duet::plugins::view(duet::plugins::method_row(**description, 1).full_name) == "test.v1.Test/Other");
}
