// The codecs against protobuf's own: random values must give the same bytes and the same JSON in both directions, and
// what one refuses the other must not quietly take for something else.
#include <doctest/doctest.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>

#include "models.hpp"
#include "pool.hpp"
#include "samples.hpp"

using namespace kinds;

namespace {

struct Fixture {
  Fixture() : package(builder()) {}
  static duet::detail::FileBuilder builder() {
    duet::detail::FileBuilder file("kinds.v1");
    file.add_message<All>();
    return file;
  }
  std::unique_ptr<google::protobuf::Message> parse(const std::string& bytes) {
    auto message = package.make("All");
    return message->ParseFromString(bytes) ? std::move(message) : nullptr;
  }
  pool::Package package;
};

All random_message(std::uint64_t seed) {
  samples::Random random(seed);
  All all;
  samples::fill(all, random);
  all.maps.unordered.clear();  // its order is not defined
  return all;
}

template <class T>
std::string wire(const T& value) {
  std::string bytes;
  REQUIRE(duet::encode_protobuf(value, bytes));
  return bytes;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "protobuf reads what is written, and writes what is read") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const All all = random_message(seed);
    const std::string bytes = wire(all);
    const auto message = parse(bytes);
    REQUIRE(message != nullptr);
    // Protobuf's order of map entries is its own unless it is asked to be deterministic.
    std::string theirs;
    {
      google::protobuf::io::StringOutputStream stream(&theirs);
      google::protobuf::io::CodedOutputStream out(&stream);
      out.SetSerializationDeterministic(true);
      REQUIRE(message->SerializeToCodedStream(&out));
    }
    CHECK(theirs.size() == bytes.size());
    All back;
    duet::DecodeError error;
    REQUIRE(duet::decode_protobuf(theirs, back, error));
    CHECK(back == all);
  }
}

TEST_CASE_FIXTURE(Fixture, "the JSON of each is read by the other as the same message") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const All all = random_message(seed);
    const auto message = parse(wire(all));
    REQUIRE(message != nullptr);

    std::string ours;
    REQUIRE(duet::encode_json(all, ours));
    auto read = package.make("All");
    const auto status = google::protobuf::util::JsonStringToMessage(ours, read.get());
    INFO(status.ToString(), "\n", ours);
    REQUIRE(status.ok());
    CHECK(google::protobuf::util::MessageDifferencer::Equals(*message, *read));

    std::string theirs;
    REQUIRE(google::protobuf::util::MessageToJsonString(*message, &theirs).ok());
    All back;
    duet::DecodeIssues issues;
    const bool ok = duet::decode_json(theirs, back, {}, issues);
    INFO(issues.malformed, issues.violations.empty() ? "" : issues.violations[0].field, "\n", theirs);
    REQUIRE(ok);
    CHECK(back == all);
  }
}

TEST_CASE_FIXTURE(Fixture, "bytes that are accepted mean the same to protobuf") {
  const google::protobuf::LogSilencer silence;
  samples::Random random(3);
  int accepted = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string bytes = wire(random_message(random.below(50) + 1));
    if (bytes.empty()) continue;
    bytes[random.below(bytes.size())] ^= static_cast<char>(1U << random.below(8));
    All all;
    duet::DecodeError error;
    const bool ok = duet::decode_protobuf(bytes, all, error);
    const auto message = parse(bytes);
    INFO(error.message());
    // Protobuf cuts varints and tags that have too many bits; here they are refused.
    if (ok) CHECK(message != nullptr);
    if (!ok || message == nullptr) continue;
    ++accepted;
    All back;
    REQUIRE(duet::decode_protobuf(message->SerializeAsString(), back, error));
    CHECK(wire(back) == wire(all));
  }
  CHECK(accepted > 1000);
}
