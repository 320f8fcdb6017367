// The types that have a form of their own in JSON, beside the SDK's.
#include <duet/well_known.hpp>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "host/transcode/both.hpp"

using namespace duet;
using duet::test::Both;
using duet::test::Tamperer;

namespace known {

// Every one of them alone, in an optional, a list, a map and a oneof.
struct Known {
  std::optional<Timestamp> at;
  std::optional<Duration> took;
  std::optional<FieldMask> mask;
  std::optional<Struct> object;
  std::optional<Value> value;
  std::optional<ListValue> list;
  std::optional<Any> any;
  std::optional<Empty> empty;
  NullValue null = NullValue::null_value;
  std::optional<DoubleValue> a_double;
  std::optional<FloatValue> a_float;
  std::optional<Int64Value> an_int64;
  std::optional<UInt64Value> a_uint64;
  std::optional<Int32Value> an_int32;
  std::optional<UInt32Value> a_uint32;
  std::optional<BoolValue> a_bool;
  std::optional<StringValue> a_string;
  std::optional<BytesValue> some_bytes;
  std::vector<Timestamp> times;
  std::vector<Value> values;
  std::vector<NullValue> nulls;
  std::vector<Any> anys;
  std::vector<Struct> objects;
  std::vector<Int32Value> int32s;
  std::map<std::string, Duration> durations;
  std::map<std::string, Value> named;
  std::map<std::int32_t, Any> any_by_number;
  std::variant<std::monostate, NullValue, Timestamp, Boxed<Value>, StringValue> choice;
};
DUET_MODEL(Known, DUET_FIELD(1, at), DUET_FIELD(2, took), DUET_FIELD(3, mask), DUET_FIELD(4, object),
           DUET_FIELD(5, value), DUET_FIELD(6, list), DUET_FIELD(7, any), DUET_FIELD(8, empty), DUET_FIELD(9, null),
           DUET_FIELD(10, a_double), DUET_FIELD(11, a_float), DUET_FIELD(12, an_int64), DUET_FIELD(13, a_uint64),
           DUET_FIELD(14, an_int32), DUET_FIELD(15, a_uint32), DUET_FIELD(16, a_bool), DUET_FIELD(17, a_string),
           DUET_FIELD(18, some_bytes), DUET_FIELD(19, times), DUET_FIELD(20, values), DUET_FIELD(21, nulls),
           DUET_FIELD(22, anys), DUET_FIELD(23, objects), DUET_FIELD(24, int32s), DUET_FIELD(25, durations),
           DUET_FIELD(26, named), DUET_FIELD(27, any_by_number),
           DUET_ONEOF(choice, DUET_MEMBER(30, nothing), DUET_MEMBER(31, when), DUET_MEMBER(32, anything),
                      DUET_MEMBER(33, words)));

}  // namespace known

namespace {

constexpr std::string_view kTaken[] = {
    R"({"at":"2030-01-31T09:30:00.5Z","took":"-1.5s","mask":"name,address.postalCode"})",
    R"({"at":"0001-01-01T00:00:00+00:00","took":"315576000000.999999999s","mask":""})",
    R"({"object":{"a":1,"b":[null,true,"x",{"c":{}}],"":-0.0},"value":null,"list":[1,[2,[]],{}]})",
    R"({"value":{"deep":[{"er":[[[1e300]]]}]},"values":[null,1,"a",false,[],{}],"nulls":[null,"NULL_VALUE",0]})",
    R"({"value":"text","null":null,"empty":{},"objects":[{},{"k":null}]})",
    R"({"aDouble":1.5,"aFloat":"NaN","anInt64":"-9","aUint64":18446744073709551615,"anInt32":1e2,"aUint32":"7"})",
    R"({"aBool":true,"aString":"","someBytes":"AQI_","int32s":[1,"2"]})",
    R"({"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"}})",
    R"({"any":{"value":{"b":2,"a":1},"@type":"x/google.protobuf.Struct"}})",
    R"({"any":{"@type":"type.googleapis.com/both.v1.Known","at":"1970-01-01T00:00:00Z","null":null}})",
    R"({"any":{"times":["1970-01-01T00:00:01Z"],"@type":"type.googleapis.com/both.v1.Known","aString":"s"}})",
    R"({"any":{"@type":"t/google.protobuf.Any","value":{"@type":"t/google.protobuf.Int32Value","value":3}}})",
    R"({"any":{},"anys":[{},{"@type":"t/google.protobuf.Empty"}]})",
    R"({"anyByNumber":{"3":{"@type":"t/google.protobuf.Value","value":null}},"durations":{"a":"0s","b":"-0.01s"}})",
    R"({"named":{"n":null,"o":{"p":[]}},"nothing":null})",
    R"({"any":{"@type":"t/google.protobuf.Duration"}})",
    R"({"when":"2000-02-29T23:59:59.999999999-12:30"})",
    R"({"anything":null})",
    R"({"anything":{"a":[1]}})",
    R"({"words":"w"})",
    R"({"nothing":null,"took":null,"object":null,"mask":null,"any":null,"list":null,"aString":null})",
};

constexpr std::string_view kRefused[] = {
    R"({"at":"2030-02-30T00:00:00Z","took":"1","mask":"snake_case","times":["x",null,1]})",
    R"({"at":{"seconds":1},"took":{"seconds":"1"},"mask":["a"],"object":[],"list":{},"empty":[]})",
    R"({"at":"0000-01-01T00:00:00Z","took":"315576000001s"})",
    R"({"value":1e999,"values":[1e400],"aDouble":1e999,"aFloat":1e39,"anInt32":2147483648})",
    R"({"any":{"value":1}})",
    R"({"any":{"@type":7}})",
    R"({"any":{"@type":"google.protobuf.Duration","value":"1s"}})",
    R"({"any":{"@type":"t/no.such.Type","value":"1s"}})",
    R"({"any":{"@type":"t/google.protobuf.Duration","seconds":1}})",
    R"({"any":{"@type":"t/both.v1.Known","at":"x","nope":1,"anys":[{"@type":"t/both.v1.Known","took":"x"}]}})",
    R"({"any":{"@type":"t/google.protobuf.Empty","@type":"t/google.protobuf.Empty"}})",
    R"({"any":[],"anys":[null,1,{"@type":""}]})",
    R"({"nothing":null,"when":"2000-01-01T00:00:00Z"})",
    R"({"durations":{"a":null},"int32s":[null],"objects":[1],"nulls":["NO"],"null":1.5})",
};

}  // namespace

TEST_CASE("well-known types are read and written alike") {
  const Both<known::Known> both;
  for (const std::string_view text : kTaken) {
    INFO(std::string(text));
    register_any<known::Known>("both.v1.Known");
    CHECK(both.agree(text));
    for (const bool write_defaults : {false, true}) {
      JsonOptions options;
      options.write_defaults = write_defaults;
      CHECK(both.agree_on_wire(both.by_sdk(text).wire, options));
    }
  }
  for (const std::string_view text : kRefused) {
    INFO(std::string(text));
    CHECK_FALSE(both.agree(text));
  }
}

TEST_CASE("well-known types that were tampered with") {
  const Both<known::Known> both;
  register_any<known::Known>("both.v1.Known");
  Tamperer tamperer(11);
  int taken = 0, refused = 0;
  for (int round = 0; round < 300; ++round) {
    for (const std::string_view text : kTaken) {
      ++(both.agree(tamperer.json(std::string(text))) ? taken : refused);
      both.agree_on_wire(tamperer.wire(both.by_sdk(text).wire));
    }
    for (const std::string_view text : kRefused) ++(both.agree(tamperer.json(std::string(text))) ? taken : refused);
  }
  CHECK(taken > 150);
  CHECK(refused > 5000);
}

TEST_CASE("what has no form in JSON is not written, for the same reason") {
  const Both<known::Known> both;
  const auto refused = [&](const known::Known& value) {
    std::string text;
    CHECK_FALSE(encode_json(value, text));
    CHECK(both.agree_on_wire(duet::test::wire_of(value)));
  };
  known::Known value;
  value.at = Timestamp{1LL << 50U, 0};
  refused(value);
  value = {};
  value.took = Duration{1, -1};
  refused(value);
  value = {};
  value.mask = FieldMask{{"Capital"}};
  refused(value);
  value = {};
  value.value = Value(std::numeric_limits<double>::infinity());
  refused(value);
  value = {};
  value.values.emplace_back();
  refused(value);
  value = {};
  value.any = Any{"t/no.such.Type", Bytes("x")};
  refused(value);
  value = {};
  value.any = Any{"t/google.protobuf.Duration", Bytes("\xff")};
  refused(value);
}

TEST_CASE("an Any in an Any counts for the levels that are written") {
  const Both<known::Known> both;
  register_any<known::Known>("both.v1.Known");
  known::Known value;
  int written = 0;
  for (int levels = 0; levels < 60; ++levels) {
    std::string text;
    written += encode_json(value, text) ? 1 : 0;
    CHECK(both.agree_on_wire(duet::test::wire_of(value)));
    known::Known outer;
    outer.any = Any{"t/both.v1.Known", Bytes(duet::test::wire_of(value))};
    value = std::move(outer);
  }
  CHECK(written > 30);
  CHECK(written < 60);
}
