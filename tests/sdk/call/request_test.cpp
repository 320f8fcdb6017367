// From a request to what the handler sees: bodies in both encodings, path and query, rules and what they say.
#include <doctest/doctest.h>

#include <string>

#include "plugins/probe/probe.hpp"
#include "support/test_plugin.hpp"

namespace {

using duet::test::Reply;
using duet::test::Request;
using duet::test::TestHost;
using duet::test::TestPlugin;

const duet_plugin* table() { return duet::plugin_table<probe::Probe>(); }

constexpr const char* kEverything =
    R"({"text":"t","flag":true,"int32Value":-1,"int64Value":"-9007199254740993","uint32Value":4294967295,)"
    R"("uint64Value":"18446744073709551615","floatValue":1.5,"doubleValue":0.1,"bytesValue":"AP8=",)"
    R"("mood":"MOOD_ANGRY",)"
    R"("outer":{"inner":{"label":"l","number":1},"list":[{"label":"m"}]},"maybeOuter":{},"maybeText":"",)"
    R"("maybeNumber":0,"maybeFlag":false,"maybeMood":"MOOD_UNSPECIFIED","texts":["a","b"],"numbers":[1,2],)"
    R"("longNumbers":["1"],"doubles":[0.5],"flags":[true,false],"blobs":["AA=="],"moods":["MOOD_CALM"],"outers":[{}],)"
    R"("textByText":{"k":"v"},"innerByNumber":{"7":{"label":"n"}},"numberByFlag":{"true":"5"},)"
    R"("moodByNumber":{"9":"MOOD_CALM"}})";

TEST_CASE("JSON in, JSON out, every type of field") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply reply = plugin.json("Echo", kEverything);
  CHECK(reply.code == 0);
  CHECK(reply.body == kEverything);
}

TEST_CASE("the same message goes through protobuf, and either encoding answers in the other") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request to_protobuf;
  to_protobuf.body = {kEverything};
  to_protobuf.reply_encoding = DUET_PROTOBUF;
  const Reply wire = plugin.call("Echo", to_protobuf);
  REQUIRE(wire.code == 0);

  Request there_and_back;
  there_and_back.encoding = there_and_back.reply_encoding = DUET_PROTOBUF;
  there_and_back.door = DUET_DOOR_GRPC;
  there_and_back.body = {wire.body};
  CHECK(plugin.call("Echo", there_and_back).body == wire.body);

  Request to_json;
  to_json.encoding = DUET_PROTOBUF;
  to_json.body = {wire.body};
  CHECK(plugin.call("Echo", to_json).body == kEverything);
}

TEST_CASE("a body in pieces is one body") {
  TestHost host;
  TestPlugin plugin(host, table());
  const std::string whole = kEverything;
  Request request;
  for (const char c : whole) request.body.emplace_back(1, c);
  CHECK(plugin.call("Echo", request).body == whole);
  Request empty;
  CHECK(plugin.call("Echo", empty).body == "{}");
}

TEST_CASE("path and query fill the fields that the body does not") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.body_field = "";
  request.path = {{"text", "from/the path"}};
  request.query = {{"numbers", "1"},
                   {"numbers", "2"},
                   {"maybeNumber", "3"},
                   {"mood", "MOOD_CALM"},
                   {"outer.inner.label", "in"},
                   {"uint64_value", "1234"}};
  const Reply reply = plugin.call("Echo", request);
  CHECK(reply.body ==
        R"({"text":"from/the path","uint64Value":"1234","mood":"MOOD_CALM","outer":{"inner":{"label":"in"}},)"
        R"("maybeNumber":3,"numbers":[1,2]})");
}

TEST_CASE("a body may repeat what the path has bound, but not set another value") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.path = {{"text", "path"}};
  // A body that leaves a field without presence at its default has not set it.
  for (const char* body : {R"({"flag":true})", R"({"text":"path","flag":true})", R"({"text":null,"flag":true})",
                           R"({"text":"","flag":true})"}) {
    request.body = {body};
    CHECK(plugin.call("Echo", request).body == R"({"text":"path","flag":true})");
  }
  request.body = {R"({"text":"body","flag":true})"};
  const Reply refused = plugin.call("Echo", request);
  CHECK(refused.http_status == 422);
  CHECK(refused.message == "1 field is invalid: text: is bound by the path to 'path'");

  request.encoding = DUET_PROTOBUF;
  request.body = {"\x0a\x04path\x10\x01"};
  CHECK(plugin.call("Echo", request).body == R"({"text":"path","flag":true})");
  request.body = {
      "\x0a\x04"
      "body\x10\x01"};
  CHECK(plugin.call("Echo", request).message == refused.message);
}

TEST_CASE("a path is bound again when the body has to be read twice") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.path = {{"text", "path"}};
  request.json_flags = DUET_JSON_IGNORE_UNKNOWN;
  request.body = {R"({"flag":true,"huge":1e999,"numbers":[7]})"};
  CHECK(plugin.call("Echo", request).body == R"({"text":"path","flag":true,"numbers":[7]})");
}

TEST_CASE("one field can be the body, and one the answer") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.path = {{"text", "t"}};
  request.query = {{"flag", "true"}};
  request.body_field = "outer";
  request.body = {R"({"inner":{"number":5}})"};
  CHECK(plugin.call("Echo", request).body == R"({"text":"t","flag":true,"outer":{"inner":{"number":5}}})");
  request.reply_field = "outer";
  CHECK(plugin.call("Echo", request).body == R"({"inner":{"number":5}})");

  request.query = {{"outer.inner.number", "6"}};
  const Reply refused = plugin.call("Echo", request);
  CHECK(refused.http_status == 422);
  CHECK(refused.message == "1 field is invalid: outer.inner.number: is filled by the body, not by the query");
}

TEST_CASE("what the query may not set") {
  TestHost host;
  TestPlugin plugin(host, table());
  const auto message = [&](Request request) {
    const Reply reply = plugin.call("Echo", std::move(request));
    CHECK(reply.code == 3);
    CHECK(reply.http_status == 422);
    return reply.message;
  };
  Request request;
  request.query = {{"flag", "true"}};
  CHECK(message(request) == "1 field is invalid: flag: is not taken from the query here, only from the body");
  request.body_field = "";
  request.path = {{"text", "p"}};
  request.query = {{"text", "q"}};
  CHECK(message(request) == "1 field is invalid: text: is bound by the path to 'p'");
  request.query = {{"mood", "1"}, {"mood", "1"}};
  CHECK(message(request) == "1 field is invalid: mood: is given twice");
  request.query = {{"txet", "q"}};
  CHECK(message(request).find("txet") != std::string::npos);
  request.query = {{"outers", "x"}};
  CHECK(message(request).find("outers: ") != std::string::npos);
  request.path = {};
  request.query = {{"int32Value", "x"}, {"flag", "maybe"}};
  CHECK(message(request).find("2 fields are invalid: int32_value: ") == 0);

  request.json_flags = DUET_JSON_IGNORE_UNKNOWN;
  request.query = {{"txet", "q"}};
  CHECK(plugin.call("Echo", request).code == 0);
  request.body_field = "*";
  CHECK(plugin.call("Echo", request).code == 0);
}

TEST_CASE("a path value that does not parse is a violation") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.body_field = "";
  request.path = {{"ms", "soon"}};
  const Reply reply = plugin.call("Sleep", request);
  CHECK(reply.code == 3);
  CHECK(reply.http_status == 422);
  CHECK(reply.message.find("1 field is invalid: ms: ") == 0);
  CHECK(reply.details.find("google.rpc.BadRequest") != std::string::npos);
}

TEST_CASE("a body that is not one is 400, in either encoding") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply json = plugin.json("Echo", "{\"text\": ");
  CHECK(json.code == 3);
  CHECK(json.http_status == 400);
  CHECK(json.message.find("the body is not JSON: line 1") == 0);
  Request request;
  request.encoding = DUET_PROTOBUF;
  request.body = {
      "\x0a\x05"
      "ab"};
  const Reply wire = plugin.call("Echo", request);
  CHECK(wire.code == 3);
  CHECK(wire.http_status == 400);
  CHECK(wire.message.find("not a valid protobuf message") == 0);
}

TEST_CASE("every broken rule is reported at once") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply reply = plugin.json("Check", R"({"name":"x","code":"A1","count":11,"price":0,"tags":["",""]})");
  CHECK(reply.code == 3);
  CHECK(reply.http_status == 422);
  CHECK(reply.message ==
        "7 fields are invalid: name: must have 2 to 5 characters; code: must match the pattern ^[a-z]+$; "
        "count: must be from 1 to 10; price: must be > 0; tags[0]: must have at least 1 character; "
        "tags[1]: must have at least 1 character; agreed: is required");
  for (const char* type :
       {"string_too_short", "string_pattern_mismatch", "less_than_equal", "greater_than", "missing"}) {
    CAPTURE(type);
    CHECK(reply.details.find(type) != std::string::npos);
  }
}

TEST_CASE("a value that does not fit is reported once, beside the rules that others break") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply reply =
      plugin.json("Check", R"({"name":7,"code":"ab","count":"many","price":1,"tags":["a"],"agreed":true,"colour":1})");
  CHECK(reply.http_status == 422);
  CHECK(reply.message.find("3 fields are invalid: name: ") == 0);
  CHECK(reply.message.find("count: ") != std::string::npos);
  CHECK(reply.message.find("colour: ") != std::string::npos);
  CHECK(reply.message.find("must have 2 to 5") == std::string::npos);
}

TEST_CASE("what was not read breaks no rule") {
  TestHost host;
  TestPlugin plugin(host, table());
  for (const char* body : {"[1]", "null"}) {
    CAPTURE(body);
    const Reply reply = plugin.json("Check", body);
    CHECK(reply.http_status == 422);
    CAPTURE(reply.message);
    CHECK(reply.message.starts_with("1 field is invalid: "));
  }
}

TEST_CASE("what stands behind a number that is too large is looked at too") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply reply = plugin.json("Check", R"({"price":1e400,"name":7,"code":"ab","tags":["a"],"agreed":true})");
  CHECK(reply.http_status == 422);
  CHECK(reply.message ==
        "3 fields are invalid: price: is too large; name: must be a string, not a number; count: must be from 1 to 10");
}

TEST_CASE("a long list of violations is cut in the message, not in the details") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply reply = plugin.json("Echo", R"({"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1})");
  CHECK(reply.message.find("10 fields are invalid: a: ") == 0);
  CHECK(reply.message.ends_with("; and 2 more"));
  CHECK(reply.details.find("\n\x01j") != std::string::npos);
}

TEST_CASE("what only the service sets is cleared") {
  TestHost host;
  TestPlugin plugin(host, table());
  const Reply reply =
      plugin.json("Check", R"({"id":7,"name":"ab","code":"ab","count":1,"price":1,"tags":["a"],"agreed":false})");
  CHECK(reply.code == 0);
  CHECK(reply.body == R"({"name":"ab","code":"ab","count":1,"price":1,"tags":["a"],"agreed":false})");
}

TEST_CASE("what only the service sets may come from the path, and from nowhere else") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.path = {{"id", "7"}};
  for (const char* id : {"", R"("id":7,)", R"("id":8,)"}) {
    request.body = {std::string("{") + id +
                    R"("name":"ab","code":"ab","count":1,"price":1,"tags":["a"],"agreed":false})"};
    CHECK(plugin.call("Check", request).body ==
          R"({"id":7,"name":"ab","code":"ab","count":1,"price":1,"tags":["a"],"agreed":false})");
  }
  request.body_field = "";
  request.query = {{"id", "9"},    {"name", "ab"}, {"code", "ab"},    {"count", "1"},
                   {"price", "1"}, {"tags", "a"},  {"agreed", "true"}};
  CHECK(plugin.call("Check", request).body ==
        R"({"id":7,"name":"ab","code":"ab","count":1,"price":1,"tags":["a"],"agreed":true})");
  request.path = {};
  CHECK(plugin.call("Check", request).body ==
        R"({"name":"ab","code":"ab","count":1,"price":1,"tags":["a"],"agreed":true})");
}

TEST_CASE("unknown fields are refused unless the host lets them pass") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.body = {R"({"txet":"x"})"};
  CHECK(plugin.call("Echo", request).http_status == 422);
  request.json_flags = DUET_JSON_IGNORE_UNKNOWN;
  CHECK(plugin.call("Echo", request).body == "{}");
}

TEST_CASE("defaults are written where the host asks for them") {
  TestHost host;
  TestPlugin plugin(host, table());
  Request request;
  request.json_flags = DUET_JSON_WRITE_DEFAULTS;
  CHECK(plugin.call("GetCounters", request).body ==
        R"({"sleepsBegun":0,"sleepsEnded":0,"sleepsCancelled":0,"bytesRead":"0","linesWritten":0,)"
        R"("uploadsCancelled":0,"downloadsCancelled":0})");
}

}  // namespace
