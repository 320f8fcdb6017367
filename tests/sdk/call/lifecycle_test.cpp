// From create() to destroy(): settings, patterns, and what goes wrong on the way.
#include <doctest/doctest.h>

#include <string>

#include "plugins/probe/probe.hpp"
#include "support/test_plugin.hpp"

namespace {

using duet::test::TestHost;
using duet::test::TestPlugin;

const duet_plugin* table() { return duet::plugin_table<probe::Probe>(); }

struct Failure {
  duet_code code;
  std::string field;
  std::string message;
};
Failure create(const duet_plugin* plugin, const duet_host* host, const std::string& settings) {
  duet_error error{};
  error.size = sizeof error;
  void* instance = nullptr;
  const duet_code code = plugin->create(host, {settings.data(), settings.size()}, &instance, &error);
  if (code == 0) plugin->destroy(instance);
  return {code, error.field, error.message};
}

TEST_CASE("settings are read strictly, and an error names the field") {
  TestHost host;
  CHECK(create(table(), host.table(), "").code == 0);
  CHECK(create(table(), host.table(), "{}").code == 0);
  CHECK(create(table(), host.table(), R"({"limit":100})").code == 0);

  const Failure range = create(table(), host.table(), R"({"limit":101})");
  CHECK(range.code == 3);
  CHECK(range.field == "limit");
  CHECK(range.message == "must be from 1 to 100");
  const Failure type = create(table(), host.table(), R"({"limit":"many"})");
  CHECK(type.field == "limit");
  const Failure unknown = create(table(), host.table(), R"({"limt":1,"other":2})");
  CHECK(unknown.field == "limt");
  CHECK(unknown.message.ends_with("(and 1 more)"));
  const Failure pattern = create(table(), host.table(), R"({"fail_at":"stop"})");
  CHECK(pattern.field == "fail_at");
  const Failure malformed = create(table(), host.table(), "{");
  CHECK(malformed.field.empty());
  CHECK(malformed.message.find("the settings are not JSON: line 1") == 0);
}

TEST_CASE("a constructor that throws and a start that fails are told to the host") {
  TestHost host;
  const Failure thrown = create(table(), host.table(), R"({"fail_at":"create"})");
  CHECK(thrown.code == 13);
  CHECK(thrown.message == "the constructor of the plugin threw an exception: the settings ask for a failure");
  CHECK_THROWS_WITH(TestPlugin(host, table(), R"({"fail_at":"start"})"), "the settings ask for a failure at start");
}

TEST_CASE("a host that is too small is refused") {
  TestHost host;
  duet_host small = *host.table();
  small.size = offsetof(duet_host, resume);
  CHECK(create(table(), &small, "{}").message == "the host lacks functions of the ABI");
  CHECK(create(table(), nullptr, "{}").code == 9);
}

struct Patterned {
  std::string code;
};
DUET_MODEL(Patterned, DUET_FIELD(1, code, duet::pattern("^x*$")));
struct BadlyPatterned {
  std::string code;
};
DUET_MODEL(BadlyPatterned, DUET_FIELD(1, code, duet::pattern("(")));

template <class Request>
class Checks {
 public:
  explicit Checks(duet::PluginContext) {}
  duet::Result<Request> check(const Request& request, duet::Call&) { return request; }
  static void describe(duet::Plugin<Checks>& plugin) {
    plugin.id("com.example.checks").version("1.0.0");
    plugin.service("checks.v1.Checks").unary("Check", &Checks::check);
  }
};

TEST_CASE("patterns are compiled when the plugin is created") {
  TestHost host;
  const Failure bad = create(duet::plugin_table<Checks<BadlyPatterned>>(), host.table(), "{}");
  CHECK(bad.code == 9);
  CHECK(bad.message.find("the pattern \"(\" of BadlyPatterned.code cannot be used: ") == 0);

  TestHost old_host;
  old_host.without_patterns();
  duet::detail::pattern_engine() = {};
  const Failure missing = create(duet::plugin_table<Checks<Patterned>>(), old_host.table(), "{}");
  CHECK(missing.code == 9);
  CHECK(missing.message ==
        "the pattern \"^x*$\" of Patterned.code cannot be used: the host has no extension duet.pattern/1");

  TestPlugin plugin(host, duet::plugin_table<Checks<Patterned>>());
  CHECK(plugin.json("Check", R"({"code":"xx"})").code == 0);
  CHECK(plugin.json("Check", R"({"code":"xy"})").http_status == 422);
}

TEST_CASE("a plugin without settings takes none") {
  TestHost host;
  const Failure given = create(duet::plugin_table<Checks<Patterned>>(), host.table(), R"({"x":1})");
  CHECK(given.code == 3);
  CHECK(given.field == "x");
}

TEST_CASE("a library has as many instances as the host wants") {
  TestHost host;
  TestPlugin first(host, table());
  TestPlugin second(host, table());
  CHECK(first.json("Sleep", R"({"ms":0})").code == 0);
  CHECK(first.json("GetCounters", "").body == R"({"sleepsBegun":1,"sleepsEnded":1})");
  CHECK(second.json("GetCounters", "").body == "{}");
}

}  // namespace
