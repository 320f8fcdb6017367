// Random values of everything that a field may be, beside the SDK's codecs.
#include "host/transcode/both.hpp"
#include "sdk/wkt/random.hpp"

using duet::JsonOptions;
using duet::test::Both;
using duet::test::Tamperer;
using duet::test::wire_of;
using everything::Everything;

namespace {

class Fixture {
 public:
  Fixture() : both("everything.v1") {
    duet::register_any<everything::Leaf>("everything.v1.Leaf");
    duet::register_any<everything::Choices>("everything.v1.Choices");
    duet::register_any<everything::WellKnown>("everything.v1.WellKnown");
  }

  static Everything random_message(std::uint64_t seed) {
    samples::Random random(seed, true);
    Everything message;
    samples::fill(message, random);
    return message;
  }
  static std::string json(const Everything& value, JsonOptions options = {}) {
    std::string text;
    REQUIRE(duet::encode_json(value, text, options));
    return text;
  }

  Both<Everything> both;
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "everything is read and written alike") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Everything message = random_message(seed);
    JsonOptions options;
    options.write_defaults = seed % 2 == 0;
    CHECK(both.agree(json(message, options)));
    CHECK(both.agree_on_wire(wire_of(message), options));
  }
}

TEST_CASE_FIXTURE(Fixture, "an Any holds what the contract has, its imports and the well-known types") {
  for (const char* type : {"everything.v1.Leaf", "google.protobuf.Empty", "google.protobuf.Struct"})
    CHECK(both.agree(R"({"wellKnown":{"any":{"@type":"a/)" + std::string(type) + R"("}}})"));
  for (const char* type : {"google.rpc.Status", "google.api.HttpRule", "google.protobuf.FileDescriptorProto",
                           "google.protobuf.Api", "buf.validate.FieldRules", "everything.v1.Nothing"}) {
    CHECK_FALSE(both.agree(R"({"wellKnown":{"any":{"@type":"a/)" + std::string(type) + R"("}}})"));
    everything::Everything message;
    message.well_known.any = duet::Any{"a/" + std::string(type), {}};
    CHECK(both.agree_on_wire(wire_of(message)));
  }
  for (const char* any :
       {R"({"@type":5})", R"({"@type":null,"n":1})", R"({"@type":{"@type":"a/b"}})", R"({"@type":[]})"})
    CHECK_FALSE(both.agree(R"({"wellKnown":{"any":)" + std::string(any) + "}}"));
}

TEST_CASE_FIXTURE(Fixture, "everything that was tampered with is taken or refused alike, with the same words") {
  Tamperer tamperer(12);
  int taken = 0, refused = 0;
  for (int round = 0; round < 1500; ++round) {
    const Everything message = random_message(tamperer.below(60) + 1);
    JsonOptions options;
    options.ignore_unknown = tamperer.below(2) == 1;
    ++(both.agree(tamperer.json(json(message)), options) ? taken : refused);
    ++(both.agree_on_wire(tamperer.wire(wire_of(message))) ? taken : refused);
  }
  CHECK(taken > 150);
  CHECK(refused > 1000);
}
