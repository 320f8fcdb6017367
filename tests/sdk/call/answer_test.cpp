// What comes back: statuses, headers, large bodies, and nothing of what was thrown.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "plugins/probe/probe.hpp"
#include "support/test_plugin.hpp"

namespace {

using duet::test::Pairs;
using duet::test::Reply;
using duet::test::Request;
using duet::test::TestHost;
using duet::test::TestPlugin;

const duet_plugin* table() { return duet::plugin_table<probe::Probe>(); }

TEST_CASE("a status comes back as the handler gave it") {
  TestHost host;
  TestPlugin plugin(host, table());
  for (int code = 1; code <= 16; ++code) {
    const Reply reply = plugin.json("Fail", R"({"code":)" + std::to_string(code) + R"(,"message":"as asked"})");
    CHECK(reply.code == code);
    CHECK(reply.message == "as asked");
    CHECK(reply.http_status == 0);
    CHECK(reply.details.empty());
    CHECK(reply.body.empty());
  }
  CHECK(plugin.json("Fail", R"({"code":0})").body == "{}");
  const Reply detailed = plugin.json("Fail", R"({"code":9,"message":"no","withDetails":true})");
  CHECK(detailed.details.find("type.googleapis.com/google.rpc.BadRequest") != std::string::npos);
  CHECK(detailed.details.find("type.googleapis.com/google.rpc.ErrorInfo") != std::string::npos);
  CHECK(detailed.details.find("PROBED") != std::string::npos);
}

TEST_CASE("what is thrown goes to the log, and INTERNAL to the caller") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply reply = plugin.json("Throw", R"({"what":"the secret reason"})");
  CHECK(reply.code == 13);
  CHECK(reply.message == "internal error");
  CHECK(reply.details.empty());
  CHECK(plugin.json("Throw", R"({"what":"int"})").message == "internal error");
  CHECK(plugin.json("Echo", "{}").code == 0);

  const auto log = host.log();
  REQUIRE(log.size() == 2);
  CHECK(log[0].level == DUET_LOG_ERROR);
  CHECK(log[0].message == "probe.v1.Probe/Throw threw an exception: the secret reason");
  CHECK(log[0].call != 0);
  CHECK(log[1].message == "probe.v1.Probe/Throw threw something that is not a std::exception");
}

TEST_CASE("metadata in, headers and trailers out") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.metadata = {{"x-one", "1"}, {"x-one", "2"}, {"key-bin", std::string("\0\xff", 2)}};
  request.request_id = "abc";
  request.peer = "192.0.2.7:41234";
  request.door = DUET_DOOR_GRPC;
  request.deadline_ns = 1;
  const Reply reply = plugin.call("Headers", request);
  CHECK(reply.body == R"({"metadata":[{"key":"x-one","value":"1"},{"key":"x-one","value":"2"}],"requestId":"abc",)"
                      R"("peer":"192.0.2.7:41234","door":"grpc","hasDeadline":true})");
  CHECK(reply.metadata == Pairs{{"probe-header", "from the handler"}});
  CHECK(reply.trailers == Pairs{{"probe-trailer", "at the end"}});
  const auto log = host.log();
  REQUIRE(log.size() == 1);
  CHECK(log[0].level == DUET_LOG_INFO);
  CHECK(log[0].fields == Pairs{{"door", "grpc"}});
}

TEST_CASE("a small answer is lent, a large one changes hands") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply small = plugin.json("Big", R"({"size":100})");
  CHECK_FALSE(small.body_was_owned);
  CHECK(small.body.size() == 100 + std::string_view(R"({"text":""})").size());
  for (int i = 0; i < 3; ++i) {
    const Reply large = plugin.json("Big", R"({"size":1000000})");
    CHECK(large.body_was_owned);
    CHECK(large.body.size() == 1'000'000 + std::string_view(R"({"text":""})").size());
  }
}

// Headers that a handler sets from what a caller sent must not split the answer.
struct Text {
  std::string key;
  std::string value;
};
DUET_MODEL(Text, DUET_FIELD(1, key), DUET_FIELD(2, value));

class Answers {
 public:
  explicit Answers(duet::PluginContext) {}
  duet::Result<duet::Empty> set(const Text& request, duet::Call& call) {
    call.set_header(request.key, request.value);
    return duet::Empty{};
  }
  duet::Result<Text> not_text(const duet::Empty&, duet::Call&) { return Text{"\xff", ""}; }
  duet::Result<duet::Empty> no_value(const duet::Empty&, duet::Call&) const noexcept { return duet::Status(); }
  static void describe(duet::Plugin<Answers>& plugin) {
    plugin.id("com.example.answers").version("1.0.0");
    auto& service = plugin.service("answers.v1.Answers");
    service.unary("Set", &Answers::set);
    service.unary("NotText", &Answers::not_text);
    service.unary("NoValue", &Answers::no_value);
  }
};

TEST_CASE("a method that is not there is UNIMPLEMENTED") {
  duet_code code = -1;
  duet_host recorder{};
  recorder.size = sizeof recorder;
  recorder.host = &code;
  recorder.extension = [](void*, const char*) -> const void* { return nullptr; };
  recorder.log_enabled = [](void*, int) { return 0; };
  recorder.log = [](void*, duet_call, int, duet_str, const duet_kv*, std::size_t) {};
  recorder.cancelled = [](void*, duet_call) { return 0; };
  recorder.resume = [](void*, duet_call, std::uint64_t, std::int64_t) -> duet_code { return 9; };
  recorder.finish = [](void* answered, duet_call, const duet_reply* reply) -> duet_code {
    *static_cast<duet_code*>(answered) = reply->code;
    return 0;
  };
  const duet_plugin* plugin = duet::plugin_table<Answers>();
  void* instance = nullptr;
  REQUIRE(plugin->create(&recorder, {"{}", 2}, &instance, nullptr) == 0);
  duet_request request{};
  request.size = sizeof request;
  request.method = 999;
  plugin->invoke(instance, 1, &request, nullptr);
  CHECK(code == 12);
  plugin->destroy(instance);
}

TEST_CASE("only headers that can be sent are sent") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Answers>());
  CHECK(plugin.json("Set", R"({"key":"X-Upper","value":"v"})").metadata == Pairs{{"x-upper", "v"}});
  CHECK(plugin.json("Set", R"({"key":"a-bin","value":"\r\n"})").metadata == Pairs{{"a-bin", "\r\n"}});
  CHECK(plugin.json("Set", R"({"key":"x","value":"a\r\nset-cookie: b"})").metadata.empty());
  CHECK(plugin.json("Set", R"({"key":"x y","value":"v"})").metadata.empty());
  CHECK(plugin.json("Set", R"({"key":"","value":"v"})").metadata.empty());
  CHECK(host.log().size() == 3);
  CHECK(host.log()[0].level == DUET_LOG_WARN);
}

TEST_CASE("an answer that cannot be written is INTERNAL, and the log says where") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<Answers>());
  for (const std::uint32_t encoding : {DUET_JSON, DUET_PROTOBUF}) {
    Request request;
    request.reply_encoding = encoding;
    const Reply reply = plugin.call("NotText", request);
    CHECK(reply.code == 13);
    CHECK(reply.message == "internal error");
    CHECK(host.log().back().message ==
          "answers.v1.Answers/NotText threw an exception: the answer cannot be written: the field 'key' has text that "
          "is not UTF-8");
  }
  CHECK(plugin.call("NoValue").code == 13);
}

}  // namespace
