// Oneofs in both codecs.
#include <doctest/doctest.h>

#include <duet/codec/protobuf.hpp>

#include "json.hpp"
#include "models.hpp"

using everything::Choices;
using namespace std::string_literals;

namespace {

Choices read(const std::string& bytes) {
  Choices message;
  duet::DecodeError error;
  REQUIRE(duet::decode_protobuf(bytes, message, error));
  return message;
}

std::string wire(const Choices& message) {
  std::string bytes;
  REQUIRE(duet::encode_protobuf(message, bytes));
  return bytes;
}

}  // namespace

TEST_CASE("on the wire the last member wins, and messages of one member merge") {
  CHECK(wkt::encoded(read("\x08\x01\x10\x05"s)) == R"({"int32":5})");
  CHECK(wkt::encoded(read("\x10\x05\x08\x00"s)) == R"({"flag":false})");
  CHECK(wkt::encoded(read("\x5a\x02\x08\x07\x5a\x03\x12\x01x"s)) == R"({"leaf":{"n":7,"text":"x"}})");
  CHECK(wkt::encoded(read("\x5a\x02\x08\x07\x08\x01\x5a\x03\x12\x01x"s)) == R"({"leaf":{"text":"x"}})");
  CHECK(wkt::encoded(read("\xa8\x01\x03\xb1\x01\x01\x00\x00\x00\x00\x00\x00\x00\x08\x00"s)) ==
        R"({"flag":false,"sfixed":"1"})");
}

TEST_CASE("a member is sent though it is zero") {
  Choices message;
  message.one.emplace<1>(false);
  CHECK(wire(message) == "\x08\x00"s);
  CHECK(wkt::encoded(message) == R"({"flag":false})");
  message.one = duet::NullValue::null_value;
  CHECK(wire(message) == "\x68\x00"s);
  CHECK(wkt::encoded(message) == R"({"nothing":null})");
  message.other = duet::Empty{};
  CHECK(wkt::encoded(message) == R"({"nothing":null,"empty":{}})");
}

TEST_CASE("two members are refused in JSON, but null says nothing") {
  CHECK(wkt::refused<Choices>(R"({"flag":true,"text":"x","zigzag":1})") ==
        "text: cannot be set together with another member of its oneof (oneof_conflict)");
  CHECK(wkt::encoded(wkt::decoded<Choices>(R"({"int32":null,"text":"x","leaf":null})")) == R"({"text":"x"})");
  CHECK(wkt::encoded(wkt::decoded<Choices>(R"({"nothing":null})")) == R"({"nothing":null})");
  CHECK(wkt::encoded(wkt::decoded<Choices>(R"({"value":null,"text":null})")) == R"({"value":null})");
  CHECK(wkt::refused<Choices>(R"({"nothing":null,"value":null})") ==
        "value: cannot be set together with another member of its oneof (oneof_conflict)");
}

TEST_CASE("members that contain the message itself") {
  const char* const text = R"({"choices":{"choices":{"leaf":{"n":1}},"empty":{}}})";
  const auto message = wkt::decoded<Choices>(text);
  CHECK(wkt::encoded(message) == text);
  CHECK(wkt::encoded(read(wire(message))) == text);
}
