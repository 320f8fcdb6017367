// Struct, Value and ListValue: any JSON at all.
#include <doctest/doctest.h>

#include <duet/codec/protobuf.hpp>
#include <limits>

#include "json.hpp"
#include "models.hpp"

using duet::ListValue;
using duet::Struct;
using duet::Value;
using everything::WellKnown;

TEST_CASE("any JSON is a value and comes back") {
  for (const char* text : {"null", "true", "false", "0", "-1.5", "\"\"", "\"a\"", "[]", "{}", "[[],{},null]",
                           R"({"a":[1,{"b":null}],"c":{"":{"d":"NaN"}}})"})
    CHECK(wkt::encoded(wkt::decoded<Value>(text)) == text);
  CHECK(wkt::decoded<Value>("1") == Value(1));
  CHECK(wkt::decoded<Value>("null") == Value(nullptr));
  CHECK(wkt::decoded<Value>("null").kind.index() == Value::kNull);
}

TEST_CASE("a value is made of what C++ has") {
  Struct object;
  object.fields["name"] = "x";
  object.fields["count"] = 3U;
  object.fields["on"] = true;
  object.fields["list"] = ListValue{{1.5, nullptr, std::string("y")}};
  object.fields["inner"] = Struct{};
  CHECK(wkt::encoded(object) == R"({"count":3,"inner":{},"list":[1.5,null,"y"],"name":"x","on":true})");
  CHECK(wkt::decoded<Struct>(wkt::encoded(object)) == object);
}

TEST_CASE("null is a value for Value and NullValue, and unsets everything else") {
  const auto message = wkt::decoded<WellKnown>(R"({"value":null,"values":[null,1],"object":null,"list":null})");
  CHECK(message.value == Value(nullptr));
  CHECK(message.values == std::vector<Value>{nullptr, 1});
  CHECK_FALSE(message.object.has_value());
  CHECK(wkt::encoded(message) == R"({"value":null,"values":[null,1]})");
  CHECK(wkt::decoded<WellKnown>(R"({"nothing":null})").nothing == duet::NullValue::null_value);
  CHECK(wkt::decoded<WellKnown>(R"({"nothing":"NULL_VALUE"})").nothing == duet::NullValue::null_value);
  CHECK(wkt::refused<WellKnown>(R"({"nothing":"x","objects":[null],"lists":[null,{}],"object":[]})") ==
        "nothing: must be one of NULL_VALUE (enum)\n"
        "objects[0]: must be an object, not null (model_type)\n"
        "lists[0]: must be a list, not null (list_type)\n"
        "lists[1]: must be a list, not an object (list_type)\n"
        "object: must be an object, not a list (model_type)");
  CHECK(wkt::refused<Value>("1e400") == ": is too large (float_out_of_range)");
  CHECK(wkt::refused<Struct>(R"({"a":{"b":1,"b":2}})") == "[\"a\"][\"b\"]: is given twice (duplicate_key)");
}

TEST_CASE("values that cannot be written") {
  WellKnown message;
  message.values = {1, Value()};
  CHECK(wkt::unwritable(message) == "the field 'values' has a google.protobuf.Value without a value");
  message.values = {ListValue{{std::numeric_limits<double>::infinity()}}};
  CHECK(wkt::unwritable(message) == "the field 'values' has a google.protobuf.Value with a number that is not finite");
  message.values = {std::numeric_limits<double>::quiet_NaN()};
  CHECK_FALSE(wkt::unwritable(message).empty());
  message.values = {"\xff"};
  CHECK(wkt::unwritable(message) == "the field 'values' has text that is not UTF-8");
}

TEST_CASE("values are read as deep as the wire has room for them, and no deeper") {
  const auto nested = [](std::size_t n, const std::string& open, const std::string& close) {
    std::string text;
    for (std::size_t i = 0; i < n; ++i) text += open;
    text += "null";
    for (std::size_t i = 0; i < n; ++i) text += close;
    return text;
  };
  const auto lists = [&](std::size_t n) { return nested(n, "[", "]"); };
  const auto objects = [&](std::size_t n) { return nested(n, R"({"a":)", "}"); };
  // On the wire a list in a value is two messages, and an object three.
  for (const std::string& text : {lists(49), objects(33)}) {
    const Value deep = wkt::decoded<Value>(text);
    CHECK(wkt::encoded(deep) == text);
    std::string wire;
    REQUIRE(duet::encode_protobuf(deep, wire));
    Value back;
    duet::DecodeError error;
    CHECK(duet::decode_protobuf(wire, back, error));
    CHECK(wkt::encoded(back) == text);
  }
  CHECK(wkt::refused<Value>(lists(50)).find("deeper than 100 levels") != std::string::npos);
  CHECK(wkt::refused<Value>(objects(34)).find("deeper than 100 levels") != std::string::npos);
}
