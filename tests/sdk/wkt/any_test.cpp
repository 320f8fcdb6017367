// Any: packed and unpacked, and as JSON, wherever the "@type" stands.
#include <doctest/doctest.h>

#include <atomic>
#include <duet/codec/protobuf.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "json.hpp"
#include "models.hpp"

using duet::Any;
using everything::Leaf;
using everything::WellKnown;

namespace {

struct Unheard {
  int n = 0;
};
DUET_MODEL(Unheard, DUET_FIELD(1, n));

struct Registered {
  Registered() {
    duet::register_any<Leaf>("any_test.v1.Leaf");
    duet::register_any<WellKnown>("any_test.v1.WellKnown");
  }
};

std::string round_trip(const std::string& text) { return wkt::encoded(wkt::decoded<Any>(text)); }

}  // namespace

TEST_CASE_FIXTURE(Registered, "packed and unpacked") {
  const Any any = Any::pack(Leaf{5, "x"});
  CHECK(any.type_url == "type.googleapis.com/any_test.v1.Leaf");
  CHECK(any.is<Leaf>());
  CHECK(any.unpack<Leaf>()->n == 5);
  CHECK_FALSE(any.unpack<duet::Duration>().has_value());
  CHECK_FALSE(any.is<Unheard>());
  CHECK(Any{"example.com/x/any_test.v1.Leaf", {}}.unpack<Leaf>()->n == 0);
  CHECK_FALSE(Any{"any_test.v1.Leaf", {}}.is<Leaf>());
  CHECK_FALSE(Any{any.type_url, duet::Bytes("\xff")}.unpack<Leaf>().has_value());
  CHECK(Any::pack(duet::Duration{3, 0}).type_url == "type.googleapis.com/google.protobuf.Duration");
  CHECK_THROWS_AS(Any::pack(Unheard{}), std::logic_error);
  CHECK_THROWS_AS(Any::pack(Leaf{0, "\xff"}), std::runtime_error);
}

TEST_CASE_FIXTURE(Registered, "a name stands for one type, a type may have several names") {
  CHECK(duet::register_any<Leaf>("any_test.v1.Leaf"));
  CHECK(duet::register_any<Leaf>("any_test.v2.Leaf"));
  CHECK_FALSE(duet::register_any<WellKnown>("any_test.v1.Leaf"));
  CHECK(Any::pack(Leaf{}).type_url == "type.googleapis.com/any_test.v1.Leaf");
  CHECK(Any{"t/any_test.v2.Leaf", {}}.is<Leaf>());
}

TEST_CASE_FIXTURE(Registered, "types become known while others are looked for") {
  std::vector<std::thread> threads;
  std::atomic<int> unpacked = 0;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([thread, &unpacked] {
      for (int i = 0; i < 200; ++i) {
        duet::register_any<Leaf>("threads.v" + std::to_string(i) + ".Leaf" + std::to_string(thread));
        if (Any::pack(Leaf{i, "x"}).unpack<Leaf>()->n == i) ++unpacked;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(unpacked == 800);
}

TEST_CASE_FIXTURE(Registered, "in JSON the members of the message stand beside the type") {
  const std::string text = R"({"@type":"type.googleapis.com/any_test.v1.Leaf","n":5,"text":"x"})";
  CHECK(wkt::encoded(Any::pack(Leaf{5, "x"})) == text);
  CHECK(wkt::decoded<Any>(text) == Any::pack(Leaf{5, "x"}));
  CHECK(round_trip(R"({"n":5,"text":"x","@type":"type.googleapis.com/any_test.v1.Leaf"})") == text);
  CHECK(round_trip(R"( { "n" :5, "\u0040type" : "type.googleapis.com/any_test.v1.Le\u0061f" , "text":"x"} )") == text);
  CHECK(round_trip("{}") == "{}");
  CHECK(wkt::decoded<Any>("{ }") == Any{});
}

TEST_CASE_FIXTURE(Registered, "what has a form of its own stands under value") {
  for (const char* text :
       {R"({"@type":"a/google.protobuf.Duration","value":"1.500s"})",
        R"({"@type":"a/google.protobuf.Value","value":null})",
        R"({"@type":"a/google.protobuf.Struct","value":{"@type":1}})", R"({"@type":"a/google.protobuf.Empty"})",
        R"({"@type":"a/google.protobuf.Int64Value","value":"5"})",
        R"({"@type":"a/google.protobuf.Any","value":{"@type":"b/any_test.v1.Leaf","n":1}})",
        R"({"@type":"a/google.protobuf.Any","value":{}})"})
    CHECK(round_trip(text) == text);
  CHECK(round_trip(R"({"value":"2s","@type":"a/google.protobuf.Duration"})") ==
        R"({"@type":"a/google.protobuf.Duration","value":"2s"})");
  CHECK(round_trip(R"({"@type":"a/google.protobuf.Struct"})") == R"({"@type":"a/google.protobuf.Struct","value":{}})");
}

TEST_CASE_FIXTURE(Registered, "nested to the end, the types last") {
  const char* const text =
      R"({"anys":[{"anys":[{"value":"1s","@type":"a/google.protobuf.Duration"},{"n":1,"@type":"a/any_test.v1.Leaf"}],)"
      R"("@type":"a/any_test.v1.WellKnown"},{"n":2,"@type":"a/any_test.v1.Leaf"}]})";
  CHECK(wkt::encoded(wkt::decoded<WellKnown>(text)) ==
        R"({"anys":[{"@type":"a/any_test.v1.WellKnown","anys":[{"@type":"a/google.protobuf.Duration","value":"1s"},)"
        R"({"@type":"a/any_test.v1.Leaf","n":1}]},{"@type":"a/any_test.v1.Leaf","n":2}]})");
}

TEST_CASE_FIXTURE(Registered, "what does not fit is told with its place") {
  CHECK(wkt::refused<WellKnown>(
            R"({"anys":[{"@type":"a/x.Y","n":{"z":1}},{"n":1},{"@type":""},{"@type":"Leaf"},{"@type":5},)"
            R"({"n":1,"@type":{"@type":"a/x.Y"}},{"@type":[]},{"@type":null},{"@type":true,"@type":"a/x.Y"},[],null,)"
            R"({"@type":"a/any_test.v1.Leaf","n":"x","m":1},{"n":2,"@type":"a/any_test.v1.Leaf","@type":"a/x.Y"},)"
            R"({"@type":"a/google.protobuf.Duration","value":5,"seconds":"1"}]})") ==
        "anys[0].@type: names x.Y, which is not known here (any_type)\n"
        "anys[1].@type: is required (missing)\n"
        "anys[2].@type: must be the URL of a type, such as type.googleapis.com/items.v1.Item (any_type)\n"
        "anys[3].@type: must be the URL of a type, such as type.googleapis.com/items.v1.Item (any_type)\n"
        "anys[4].@type: must be a string (string_type)\n"
        "anys[5].@type: must be a string (string_type)\n"
        "anys[6].@type: must be a string (string_type)\n"
        "anys[7].@type: must be a string (string_type)\n"
        "anys[8].@type: must be a string (string_type)\n"
        "anys[9]: must be an object, not a list (model_type)\n"
        "anys[10]: must be an object, not null (model_type)\n"
        "anys[11].n: must be an integer (int_parsing)\n"
        "anys[11].m: is not a field of Leaf (extra_forbidden)\n"
        "anys[12].@type: is given twice (duplicate_key)\n"
        "anys[13].value: must be a duration as text, not a number (time_delta_type)\n"
        "anys[13].seconds: is not a field of Duration (extra_forbidden)");
  CHECK(wkt::refused<Any>(R"({"@type":"a/any_test.v1.Leaf","n":1)").starts_with("line 1, column "));
  CHECK(wkt::refused<Any>(R"({"n":1e999,"@type":"a/any_test.v1.Leaf","text":5})") ==
        "n: must be from -2147483648 to 2147483647 (int_out_of_range)\ntext: must be a string, not a number "
        "(string_type)");
}

TEST_CASE_FIXTURE(Registered, "what cannot be written") {
  WellKnown message;
  message.any = Any{"a/x.Y", {}};
  CHECK(wkt::unwritable(message) ==
        "the field 'any' has a google.protobuf.Any of the type 'a/x.Y', which is not known here");
  message.any = Any{"a/any_test.v1.Leaf", duet::Bytes("\xff")};
  CHECK(wkt::unwritable(message).starts_with("the field 'any' holds a message that cannot be read (not a valid"));
  message.any = Any{"", duet::Bytes("x")};
  CHECK_FALSE(wkt::unwritable(message).empty());
}

TEST_CASE_FIXTURE(Registered, "levels of Any count as levels of JSON, and bytes cannot hide more") {
  const auto nested = [](int levels) {
    std::string text = "{}";
    for (int i = 1; i < levels; ++i) text = R"({"value":)" + text + R"(,"@type":"a/google.protobuf.Any"})";
    return text;
  };
  CHECK(wkt::encoded(wkt::decoded<Any>(nested(100))).size() == nested(100).size());
  CHECK(wkt::refused<Any>(nested(101)).find("deeper than 100 levels") != std::string::npos);
  Any hidden;
  for (int i = 0; i < 5000; ++i) {
    std::string wire;
    REQUIRE(duet::encode_protobuf(hidden, wire));
    hidden = {"a/google.protobuf.Any", duet::Bytes(std::move(wire))};
  }
  CHECK(wkt::unwritable(hidden) == "the message is nested deeper than 100 levels");
}
