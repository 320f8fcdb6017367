// Random values of everything that a field may be, against protobuf's own library: the same bytes, the same JSON, and
// what is broken is refused or means the same to both.
#include <doctest/doctest.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>

#include "../model/pool.hpp"
#include "random.hpp"

namespace {

namespace pb = google::protobuf;
using everything::Everything;

struct Fixture {
  Fixture() : package(builder()) {
    duet::register_any<everything::Leaf>("everything.v1.Leaf");
    duet::register_any<everything::Choices>("everything.v1.Choices");
    duet::register_any<everything::WellKnown>("everything.v1.WellKnown");
  }
  static duet::detail::FileBuilder builder() {
    duet::detail::FileBuilder file("everything.v1");
    file.add_message<Everything>();
    return file;
  }
  std::unique_ptr<pb::Message> parse(const std::string& bytes) {
    auto message = package.make("Everything");
    return message->ParseFromString(bytes) ? std::move(message) : nullptr;
  }
  pool::Package package;
};

Everything random_message(std::uint64_t seed) {
  samples::Random random(seed, true);
  Everything message;
  samples::fill(message, random);
  return message;
}

std::string wire(const Everything& value) {
  std::string bytes;
  duet::EncodeError error;
  const bool ok = duet::encode_protobuf(value, bytes, &error);
  INFO(error.message());
  REQUIRE(ok);
  return bytes;
}

std::string deterministic(const pb::Message& message) {
  std::string bytes;
  pb::io::StringOutputStream stream(&bytes);
  pb::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  REQUIRE(message.SerializeToCodedStream(&out));
  out.Trim();
  return bytes;
}

std::string json(const Everything& value) {
  std::string text;
  duet::EncodeError error;
  const bool ok = duet::encode_json(value, text, {}, &error);
  INFO(error.message());
  REQUIRE(ok);
  return text;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "protobuf writes the same bytes") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Everything message = random_message(seed);
    const std::string bytes = wire(message);
    const auto theirs = parse(bytes);
    REQUIRE(theirs != nullptr);
    CHECK(deterministic(*theirs) == bytes);
    Everything back;
    duet::DecodeError error;
    REQUIRE(duet::decode_protobuf(bytes, back, error));
    CHECK(wire(back) == bytes);
  }
}

TEST_CASE_FIXTURE(Fixture, "values survive JSON, and protobuf reads and writes the same") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Everything message = random_message(seed);
    const std::string bytes = wire(message);
    const auto expected = parse(bytes);
    REQUIRE(expected != nullptr);

    const std::string ours = json(message);
    Everything back;
    duet::DecodeIssues issues;
    REQUIRE(duet::decode_json(ours, back, {}, issues));
    CHECK(wire(back) == bytes);

    auto read = package.make("Everything");
    const auto status = pb::util::JsonStringToMessage(ours, read.get());
    INFO(status.ToString(), "\n", ours);
    REQUIRE(status.ok());
    duet::DecodeError error;
    Everything by_protobuf;
    REQUIRE(duet::decode_protobuf(read->SerializeAsString(), by_protobuf, error));
    CHECK(json(by_protobuf) == ours);

    std::string theirs;
    REQUIRE(pb::util::MessageToJsonString(*expected, &theirs).ok());
    Everything again;
    const bool ok = duet::decode_json(theirs, again, {}, issues);
    INFO(issues.malformed, issues.violations.empty() ? "" : issues.violations[0].field, "\n", theirs);
    REQUIRE(ok);
    CHECK(wire(again) == bytes);
  }
}

TEST_CASE_FIXTURE(Fixture, "every truncation and every flipped bit is refused, or means the same to protobuf") {
  const pb::LogSilencer silence;
  std::size_t accepted = 0;
  const auto compare = [&](const std::string& bytes) {
    Everything message;
    duet::DecodeError error;
    const bool ok = duet::decode_protobuf(bytes, message, error);
    const auto theirs = parse(bytes);
    if (!ok) {
      // Protobuf cuts varints and tags that have too many bits; here they are refused.
      const bool is_stricter =
          error.reason.find("too long") != error.reason.npos || error.reason.find("not valid") != error.reason.npos;
      if (theirs != nullptr && !is_stricter) FAIL_CHECK(error.message());
      return;
    }
    REQUIRE(theirs != nullptr);
    ++accepted;
    Everything back;
    REQUIRE(duet::decode_protobuf(theirs->SerializeAsString(), back, error));
    std::string mine, other;
    const bool encoded = duet::encode_protobuf(message, mine);
    CHECK(duet::encode_protobuf(back, other) == encoded);
    CHECK(mine == other);
  };
  int inputs = 0;
  for (std::uint64_t seed = 1; inputs < 12; ++seed) {
    samples::Random random(seed);
    Everything message;
    samples::fill(message.choices.emplace_back(), random, 2);
    if (inputs % 3 == 0) samples::fill(message.encodings, random, 2);
    if (inputs % 3 == 1) samples::fill(message.maps, random, 3);
    if (inputs % 3 == 2) samples::fill(message.well_known, random, 3);
    const std::string bytes = wire(message);
    if (bytes.size() > 700) continue;
    ++inputs;
    for (std::size_t size = 0; size < bytes.size(); ++size) compare(bytes.substr(0, size));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string flipped = bytes;
      flipped[bit / 8] ^= static_cast<char>(1U << bit % 8);
      compare(flipped);
    }
  }
  CHECK(accepted > 1000);
}
