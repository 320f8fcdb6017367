// Streams of messages across the border: order, ends, errors, back-pressure.
#include <doctest/doctest.h>

#include <google/protobuf/descriptor.pb.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "streams.hpp"
#include "support/test_plugin.hpp"

namespace {

using duet::test::Pairs;
using duet::test::Reply;
using duet::test::Request;
using duet::test::TestHost;
using duet::test::TestPlugin;
using streams::watch;
using Messages = std::vector<std::string>;

struct Served {
  TestHost host{3};
  TestPlugin plugin{host, duet::plugin_table<streams::Streams>()};

  Reply call(const std::string& method, Request request) { return plugin.begin(method, std::move(request))->wait(); }
};

Request of(Messages messages) {
  Request request;
  request.body = std::move(messages);
  return request;
}
Messages numbers(int count, int factor = 1) {
  Messages all;
  for (int i = 1; i <= count; ++i) all.push_back(R"({"value":)" + std::to_string(i * factor) + "}");
  return all;
}

TEST_CASE("a server stream: headers with the first message, messages in order, trailers at the end") {
  Served served;
  for (const char* method : {"Count", "CountWaiting"}) {
    CAPTURE(method);
    const Reply reply = served.call(method, of({R"({"value":5})"}));
    CHECK(reply.code == 0);
    CHECK(reply.pieces == numbers(5));
    CHECK(reply.heads == 1);
    CHECK(reply.head == Pairs{{"x-begin", "1"}});
    CHECK(reply.head_status == 202);
    CHECK(reply.metadata.empty());
    CHECK(reply.trailers == Pairs{{"x-end", "5"}});
    CHECK(reply.body.empty());
    CHECK_FALSE(reply.has_owned_pieces);
    CHECK(reply.overruns == 0);
  }
  CHECK(watch().alive == 0);
}

TEST_CASE("headers can go ahead of the first message, and come with the answer of a stream without messages") {
  Served served;
  for (const char* method : {"Count", "CountWaiting"}) {
    CAPTURE(method);
    const Reply ahead = served.call(method, of({R"({"text":"headers first"})"}));
    CHECK(ahead.heads == 1);
    CHECK(ahead.head == Pairs{{"x-begin", "1"}});
    CHECK(ahead.pieces.empty());
    CHECK(ahead.metadata.empty());
    CHECK(served.call(method, of({R"({"text":"headers first","value":2})"})).heads == 1);

    const Reply empty = served.call(method, of({"{}"}));
    CHECK(empty.code == 0);
    CHECK(empty.heads == 0);
    CHECK(empty.metadata == Pairs{{"x-begin", "1"}});
    CHECK(empty.http_status == 202);
    CHECK(empty.trailers == Pairs{{"x-end", "0"}});
  }
}

TEST_CASE("a client stream is read to its end, empty messages and empty streams too") {
  Served served;
  for (const char* method : {"Sum", "SumWaiting"}) {
    CAPTURE(method);
    CHECK(served.call(method, of({R"({"value":1,"text":"a"})", "", R"({"value":2,"text":"b"})"})).body ==
          R"({"value":3,"count":3,"texts":["a","b"],"ended":"OK"})");
    CHECK(served.call(method, of({})).body == R"({"ended":"OK"})");
    Request protobuf = of({std::string("\x08\x05", 2), "", std::string("\x08\x07", 2)});
    protobuf.encoding = DUET_PROTOBUF;
    CHECK(served.call(method, protobuf).body == R"({"value":12,"count":3,"ended":"OK"})");
  }
}

TEST_CASE("path and query are in every message") {
  Served served;
  for (const char* method : {"Sum", "SumWaiting"}) {
    Request request = of({R"({"value":1})", R"({"value":2})"});
    request.path = {{"shelf", "top"}};
    CHECK(served.call(method, request).body == R"({"value":3,"count":2,"texts":["top","top"],"ended":"OK"})");
    request.body[1] = R"({"shelf":"other"})";
    CHECK(served.call(method, request).message.starts_with("message 2 of the stream: 1 field is invalid: shelf: "));
    request.body = {"7", "8"};
    request.body_field = "value";
    request.query = {{"text", "asked"}};
    CHECK(served.call(method, request).body ==
          R"({"value":15,"count":2,"texts":["asked","top","asked","top"],"ended":"OK"})");
  }
}

TEST_CASE("streams both ways, in either encoding") {
  Served served;
  for (const char* method : {"Twice", "TwiceWaiting"}) {
    CAPTURE(method);
    const Reply reply = served.call(method, of(numbers(100)));
    CHECK(reply.code == 0);
    CHECK(reply.pieces == numbers(100, 2));
    CHECK(reply.overruns == 0);
    CHECK(served.call(method, of({})).pieces.empty());
    Request protobuf = of({std::string("\x08\x05", 2), ""});
    protobuf.encoding = protobuf.reply_encoding = DUET_PROTOBUF;
    CHECK(served.call(method, protobuf).pieces == Messages{std::string("\x08\x0a", 2), ""});
  }
}

TEST_CASE("messages are answered as they come, before the stream has ended") {
  Served served;
  for (const char* method : {"Twice", "TwiceWaiting"}) {
    Request request;
    request.without_end = true;
    const auto call = served.plugin.begin(method, std::move(request));
    for (int i = 1; i <= 5; ++i) {
      call->put(numbers(i).back());
      call->wait_for_sent(static_cast<std::size_t>(i));
    }
    CHECK(call->sent() == numbers(5, 2));
    CHECK_FALSE(call->is_finished());
    call->put_end();
    CHECK(call->wait().code == 0);
  }
}

TEST_CASE("a message that does not fit ends the reading, and the handler's answer is an error all the same") {
  Served served;
  for (const char* method : {"Sum", "SumWaiting", "Twice", "TwiceWaiting"}) {
    CAPTURE(method);
    Messages broken = numbers(2);
    broken.insert(broken.end(), {R"({"value":2000,"none":1})", R"({"value":3000})"});
    const Reply rules = served.call(method, of(broken));
    CHECK(rules.code == 3);
    CHECK(rules.http_status == 422);
    CHECK(rules.message ==
          "message 3 of the stream: 2 fields are invalid: none: is not a field of Number; value: must be <= 1000");
    CHECK(rules.details.find("less_than_equal") != std::string::npos);
    CHECK(rules.body.empty());

    broken[2] = "{";
    const Reply malformed = served.call(method, of(broken));
    CHECK(malformed.code == 3);
    CHECK(malformed.http_status == 400);
    CHECK(malformed.message.starts_with("message 3 of the stream: the body is not JSON: "));
  }
  CHECK(served.call("Twice", of({"{", "{"})).pieces.empty());
  CHECK(served.call("Count", of({R"({"value":2000})"})).http_status == 422);
}

TEST_CASE("what a handler throws is INTERNAL, at any place of the stream, and so is what cannot be encoded") {
  Served served;
  for (const char* method : {"Count", "CountWaiting"}) {
    CAPTURE(method);
    const Reply first = served.call(method, of({R"({"value":2,"text":"throw first"})"}));
    CHECK(first.message == "internal error");
    CHECK(first.pieces.empty());
    const Reply last = served.call(method, of({R"({"value":2,"text":"throw last"})"}));
    CHECK(last.message == "internal error");
    CHECK(last.pieces == numbers(2));
    const Reply failed = served.call(method, of({R"({"value":2,"text":"fail last"})"}));
    CHECK(failed.code == 15);
    CHECK(failed.pieces == numbers(2));
    CHECK(failed.trailers == Pairs{{"x-end", "2"}});
    const Reply bytes = served.call(method, of({R"({"value":3,"text":"not UTF-8"})"}));
    CHECK(bytes.code == 13);
    CHECK(bytes.pieces == numbers(1));
  }
  for (const char* method : {"Twice", "TwiceWaiting"}) {
    const Reply thrown = served.call(method, of({R"({"value":1})", R"({"text":"throw"})"}));
    CHECK(thrown.code == 13);
    CHECK(thrown.pieces == numbers(1, 2));
  }
  CHECK(watch().alive == 0);
  CHECK(served.host.stale_calls() == 0);
  CHECK(served.host.log().front().message == "streams.v1.Streams/Count threw an exception: before the first message");
}

TEST_CASE("a writer waits for a client that reads slowly") {
  Served served;
  for (const char* method : {"Count", "CountWaiting"}) {
    CAPTURE(method);
    Request request = of({R"({"value":10})"});
    request.is_slow = true;
    const auto call = served.plugin.begin(method, std::move(request));
    for (std::size_t taken = 1; taken <= 10; ++taken) {
      call->wait_for_sent(taken);
      CHECK(call->sent().size() == taken);
      call->make_room();
    }
    const Reply reply = call->wait();
    CHECK(reply.pieces == numbers(10));
    CHECK(reply.overruns == 0);
  }
}

TEST_CASE("large messages change hands") {
  Served served;
  for (const char* method : {"Count", "CountWaiting"}) {
    const Reply reply = served.call(method, of({R"({"value":3,"text":"large"})"}));
    CHECK(reply.has_owned_pieces);
    REQUIRE(reply.pieces.size() == 3);
    CHECK(reply.pieces[2] == R"({"value":3,"text":")" + std::string(100'000, 'x') + R"("})");
  }
}

TEST_CASE("messages can go out without compression, one by one and all") {
  Served served;
  const Reply reply = served.call("Plainly", of({"{}"}));
  constexpr std::uint32_t kPlain = DUET_REPLY_UNCOMPRESSED;
  CHECK(reply.piece_flags == std::vector<std::uint32_t>{0, kPlain, 0, kPlain});
}

TEST_CASE("mistakes of handlers are told in the log") {
  Served served;
  for (const char* what : {"read", "write", "headers"}) {
    CHECK(served.call("WaitsInCoroutine", of({R"({"text":")" + std::string(what) + R"("})"})).code == 13);
  }
  CHECK(served.call("LateHeader", of({"{}"})).code == 0);
  const auto log = served.host.log();
  REQUIRE(log.size() == 4);
  CHECK(log[0].message ==
        "streams.v1.Streams/WaitsInCoroutine threw an exception: read() followed by .wait() is for handlers that are "
        "plain functions; a coroutine writes co_await before it");
  CHECK(log[1].message.find("write() followed by .wait()") != std::string::npos);
  CHECK(log[2].message.find("send_headers() followed by .wait()") != std::string::npos);
  CHECK(log[3].message == "a header that was set after the first message of the answer was left out");
}

TEST_CASE("streams are described: kinds, threads, the ABI that they need, the contract") {
  const duet_plugin* table = duet::plugin_table<streams::Streams>();
  CHECK(table->minor_needed == 2);
  const duet_description* description = table->describe(nullptr);
  REQUIRE(description != nullptr);
  const std::uint32_t kinds[] = {DUET_SERVER_STREAM, DUET_SERVER_STREAM, DUET_CLIENT_STREAM,
                                 DUET_CLIENT_STREAM, DUET_BIDI_STREAM,   DUET_BIDI_STREAM};
  google::protobuf::FileDescriptorSet set;
  const duet_slice bytes = description->descriptor_set;
  REQUIRE(set.ParseFromArray(bytes.data, static_cast<int>(bytes.size)));
  for (std::uint32_t i = 0; i < std::size(kinds); ++i) {
    const bool is_coroutine = i % 2 == 0;
    CHECK(description->methods[i].kind == kinds[i]);
    CHECK(description->methods[i].flags == (is_coroutine ? 0U : std::uint32_t{DUET_WAITS}));
    CHECK((description->methods[i].state_bytes > 0) == is_coroutine);
    const auto& method = set.file(0).service(0).method(static_cast<int>(i));
    CHECK(method.client_streaming() == ((kinds[i] & DUET_CLIENT_STREAM) != 0));
    CHECK(method.server_streaming() == ((kinds[i] & DUET_SERVER_STREAM) != 0));
    CHECK(method.output_type() == (kinds[i] == DUET_CLIENT_STREAM ? ".streams.v1.Sum" : ".streams.v1.Number"));
  }
}

TEST_CASE("a host without streams is refused") {
  TestHost host;
  const auto create = [&](const duet_host& offered) {
    duet_error error{};
    error.size = sizeof error;
    void* instance = nullptr;
    CHECK(duet::plugin_table<streams::Streams>()->create(&offered, {"{}", 2}, &instance, &error) == 9);
    return std::string(error.message);
  };
  duet_host small = *host.table();
  small.size = offsetof(duet_host, take);
  CHECK(create(small) == "streams of messages need a host with plugin ABI 1.2");
  small = *host.table();
  small.minor = 1;
  CHECK(create(small) == "streams of messages need a host with plugin ABI 1.2");
}

class Inline {
 public:
  explicit Inline(duet::PluginContext) {}
  duet::Status count(const streams::Number&, duet::Writer<streams::Number>&, duet::Call&) { return {}; }
  static void describe(duet::Plugin<Inline>& plugin) {
    plugin.id("com.example.inline").version("1.0.0");
    plugin.service("streams.v1.Inline").server_stream("Count", &Inline::count).runs_inline();
  }
};

TEST_CASE("a handler that waits does not run on a door's thread") {
  duet_error error{};
  error.size = sizeof error;
  CHECK(duet::plugin_table<Inline>()->describe(&error) == nullptr);
  CHECK(std::string(error.message).find("runs_inline() is for handlers of streams that are coroutines") !=
        std::string::npos);
}

}  // namespace
