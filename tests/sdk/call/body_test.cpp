// Bodies in pieces across the border: handlers that read one, write one, or both.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/probe/probe.hpp"
#include "support/test_plugin.hpp"

namespace {

using duet::test::Pairs;
using duet::test::Reply;
using duet::test::Request;
using duet::test::TestCall;
using duet::test::TestHost;
using duet::test::TestPlugin;

Request raw(std::vector<std::string> body, Pairs query = {}) {
  Request request;
  request.body_field = "";
  request.body = std::move(body);
  request.query = std::move(query);
  return request;
}

TEST_CASE("a body is read piece by piece, to its end") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<probe::Probe>());
  const Reply reply = plugin.begin("Digest", raw({"ab", "c", "defg"}))->wait();
  CHECK(reply.code == 0);
  CHECK(reply.body == R"({"bytes":"7","pieces":"3","sum":3088675940,"complete":true})");
  CHECK(plugin.begin("Digest", raw({}))->wait().body == R"({"complete":true})");
}

TEST_CASE("the request comes from path and query, and its rules hold before the body is touched") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<probe::Probe>());
  const Reply few = plugin.begin("Digest", raw({"ab", "c", "defg"}, {{"stop_after", "3"}}))->wait();
  CHECK(few.body == R"({"bytes":"3","pieces":"2","sum":96354})");
  const Reply wrong = plugin.begin("Digest", raw({"ab"}, {{"pause_ms", "5000"}}))->wait();
  CHECK(wrong.code == 3);
  CHECK(wrong.http_status == 422);
}

TEST_CASE("a read that is cancelled gives nothing, and the body is not complete") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<probe::Probe>());
  for (int i = 0; i < 20; ++i) {
    Request request = raw({"ab"});
    request.without_end = true;
    const auto call = plugin.begin("Digest", std::move(request));
    call->cancel();
    CHECK(call->wait().body.find("complete") == std::string::npos);
  }
  CHECK(host.stale_calls() == 0);
}

TEST_CASE("pieces are written with a head before the first, and wait for the client") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<probe::Probe>());
  Request request = raw({});
  request.path = {{"count", "1000"}};
  const Reply reply = plugin.begin("Lines", std::move(request))->wait();
  CHECK(reply.code == 0);
  CHECK(reply.body.empty());
  CHECK(reply.head == Pairs{{"content-type", "text/plain"}});
  CHECK(reply.pieces.size() > 2);
  std::string all, expected;
  for (const std::string& piece : reply.pieces) all += piece;
  for (int i = 0; i < 1000; ++i) expected += std::to_string(i) + "\n";
  CHECK(all == expected);
}

TEST_CASE("an error after the first piece ends the call with it") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<probe::Probe>());
  Request request = raw({}, {{"fail_after", "2"}});
  request.path = {{"count", "1000"}};
  const Reply reply = plugin.begin("Lines", std::move(request))->wait();
  CHECK(reply.code == 15);
  CHECK(reply.pieces == std::vector<std::string>{"0\n1\n"});
}

TEST_CASE("a writer that is cancelled is told so") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<probe::Probe>());
  Request request = raw({});
  request.path = {{"count", "10000000"}};
  const auto call = plugin.begin("Lines", std::move(request));
  call->cancel();
  CHECK(call->wait().code == 1);
  CHECK(host.stale_calls() == 0);
}

TEST_CASE("one handler reads and writes") {
  TestHost host;
  TestPlugin plugin(host, duet::plugin_table<probe::Probe>());
  const Reply reply = plugin.begin("Mirror", raw({"one", "two", "three", "four"}))->wait();
  CHECK(reply.code == 0);
  CHECK(reply.pieces == std::vector<std::string>{"one", "two", "three", "four"});
}

}  // namespace
