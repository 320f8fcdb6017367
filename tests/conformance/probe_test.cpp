// The probe plugin by every door: every type, every rule, every way to end.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "matrix.hpp"

using namespace duet::test;
using std::chrono_literals::operator""ms;

namespace {

constexpr const char* kEverything = R"({
  "text": "Grüße \u20ac \"quoted\" \n", "flag": true, "int32_value": -2147483648, "int64_value": "-9223372036854775808",
  "uint32_value": 4294967295,
  "uint64_value": "18446744073709551615", "float_value": 1.5, "double_value": 1e-300,
  "bytes_value": "AP/+", "mood": "MOOD_CALM", "outer": {"inner": {"label": "a", "number": 1},
  "list": [{"number": 2}, {}]},
  "maybe_outer": {}, "maybe_text": "", "maybe_number": 0, "maybe_flag": false, "maybe_mood": "MOOD_UNSPECIFIED",

  "texts": ["", "x"], "numbers": [0, -1, 7], "long_numbers": ["1", "-2"],
  "doubles": [0.5, -0.25], "flags": [true, false],
  "blobs": ["", "AQI="], "moods": ["MOOD_ANGRY", "MOOD_UNSPECIFIED"], "outers": [{}, {"inner": {"label": "z"}}],
  "text_by_text": {"k": "v", "": "empty"}, "inner_by_number": {"-1": {"label": "minus"}, "2": {}},
  "number_by_flag": {"true": "5", "false": "-5"}, "mood_by_number": {"18446744073709551615": "MOOD_CALM"}})";

}  // namespace

TEST_CASE("every type of field survives, and is the same by every door") {
  const Contract& contract = Matrix::instance().contract();
  const auto& type = *contract.method("probe.v1.Probe/Echo").input_type();
  const auto sent = contract.message(type, kEverything);
  for_each_door([&](const auto& call) {
    const Outcome outcome = call("probe.v1.Probe/Echo", kEverything);
    CAPTURE(outcome.message);
    REQUIRE(outcome.code == "OK");
    CAPTURE(outcome.json);
    CHECK(google::protobuf::util::MessageDifferencer::Equals(*contract.message(type, outcome.json), *sent));
  });
}

TEST_CASE("an empty message is an empty message") {
  for_each_door([](const auto& call) { CHECK(call("probe.v1.Probe/Echo", "{}").json == "{}"); });
}

TEST_CASE("every rule, all violations at once, in the same words") {
  std::map<std::string, std::string> first;
  for_each_door([&](const auto& call) {
    const Outcome outcome =
        call("probe.v1.Probe/Check", R"({"name":"a","code":"UPPER","count":11,"price":0,"tags":["a","","c","d"]})");
    CHECK(outcome.code == "INVALID_ARGUMENT");
    for (const char* field : {"name", "code", "count", "price", "tags", "tags[1]", "agreed"}) {
      CAPTURE(field);
      CHECK(outcome.violations.contains(field));
    }
    if (first.empty()) first = outcome.violations;
    CHECK(outcome.violations == first);
  });
}

TEST_CASE("a field that only the service sets does not reach the handler") {
  for_each_door([](const auto& call) {
    const Outcome outcome = call(
        "probe.v1.Probe/Check", R"({"id":99,"name":"abc","code":"x","count":1,"price":1,"tags":["t"],"agreed":false})");
    CHECK(outcome.json == R"({"name":"abc","code":"x","count":1,"price":1,"tags":["t"],"agreed":false})");
  });
}

TEST_CASE("every code a handler can end with keeps its message and details") {
  static constexpr std::array kMessages{"plain", "with \"quotes\" and\nlines", "Grüße 100%", ""};
  for_each_door([](const auto& call) {
    for (int code = 1; code <= 16; ++code) {
      const std::string text = kMessages[static_cast<std::size_t>(code) % kMessages.size()];
      google::protobuf::Struct request;
      (*request.mutable_fields())["code"].set_number_value(code);
      (*request.mutable_fields())["message"].set_string_value(text);
      (*request.mutable_fields())["with_details"].set_bool_value(true);
      const Outcome outcome = call("probe.v1.Probe/Fail", to_json(request));
      CAPTURE(code);
      CHECK(outcome.code == code_name(code));
      CHECK(outcome.message == text);
      CHECK(outcome.violations.at("field") == "is not wanted");
    }
  });
}

TEST_CASE("a handler that throws is INTERNAL without its text, and the next call works") {
  for_each_door([](const auto& call) {
    for (const char* what : {R"({"what":"secret"})", R"({"what":"int"})"}) {
      const Outcome outcome = call("probe.v1.Probe/Throw", what);
      CHECK(outcome.code == "INTERNAL");
      CHECK(outcome.message == "internal error");
    }
    CHECK(call("probe.v1.Probe/Echo", "{}").code == "OK");
  });
}

TEST_CASE("coroutines: sleeping, and finishing from another thread") {
  for_each_door([](const auto& call) {
    CHECK(call("probe.v1.Probe/Sleep", R"({"ms":5})").json == R"({"ms":5})");
    CHECK(call("probe.v1.Probe/Async", R"({"number":41})").json == R"({"number":42})");
  });
}

TEST_CASE("a deadline that passes is answered at once, the handler is told, and the next call works") {
  for_each_door([](const auto& call) {
    const auto begin = std::chrono::steady_clock::now();
    const Outcome slept = call("probe.v1.Probe/Sleep", R"({"ms":60000})", {.timeout = 50ms, .metadata = {}});
    CHECK(slept.code == "DEADLINE_EXCEEDED");
    const Outcome blocked = call("probe.v1.Probe/Block", R"({"ms":600})", {.timeout = 50ms, .metadata = {}});
    CHECK(blocked.code == "DEADLINE_EXCEEDED");
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
    CHECK(call("probe.v1.Probe/Async", R"({"number":1})").code == "OK");
  });
}

TEST_CASE("metadata goes in and out") {
  for_each_door([](const auto& call) {
    const Outcome outcome = call(
        "probe.v1.Probe/Headers", "{}",
        {.timeout = {}, .metadata = {{"x-one", "1"}, {"x-many", "a"}, {"x-many", "b"}, {"x-request-id", "my-id"}}});
    REQUIRE(outcome.code == "OK");
    for (const char* pair : {R"({"key":"x-one","value":"1"})", R"({"key":"x-many","value":"a"})",
                             R"({"key":"x-many","value":"b"})", R"("request_id":"my-id")"}) {
      CAPTURE(pair);
      CHECK(outcome.json.find(pair) != std::string::npos);
    }
    CHECK(outcome.metadata.contains("probe-header"));
    CHECK(outcome.metadata.find("x-request-id")->second == "my-id");
  });
}

TEST_CASE("answers of all sizes") {
  for_each_door([](const auto& call) {
    for (const int size : {0, 1, 100, 16'000, 17'000, 300'000, 3'000'000}) {
      const Outcome outcome = call("probe.v1.Probe/Big", R"({"size":)" + std::to_string(size) + "}");
      CAPTURE(size);
      CHECK(outcome.code == "OK");
      CHECK(outcome.json.size() == (size == 0 ? 2 : static_cast<std::size_t>(size) + 11));
    }
  });
}

TEST_CASE("reflection lists what is mounted, and the doors' own services") {
  const auto& services = Matrix::instance().contract().services();
  for (const char* name : {"users.v1.Users", "items.v1.Items", "probe.v1.Probe", "grpc.health.v1.Health",
                           "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"}) {
    CAPTURE(name);
    CHECK(std::find(services.begin(), services.end(), name) != services.end());
  }
}
