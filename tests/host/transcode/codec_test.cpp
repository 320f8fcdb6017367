// The transcoder beside the SDK's codecs, over one corpus: both take and refuse the same, with the same words, and give
// the same bytes and the same JSON.
#include <doctest/doctest.h>

#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>

#include "sdk/model/models.hpp"
#include "sdk/model/pool.hpp"
#include "sdk/model/samples.hpp"
#include "transcode/read_wire.hpp"
#include "transcode/write_json.hpp"

using namespace duet;

namespace {

namespace pb = google::protobuf;

// One model, as the SDK knows it and as the transcoder does.
template <class T>
class Both {
 public:
  Both() : package_(builder()), types_(package_.descriptors) {
    const auto& data = detail::kModelData<T>;
    type_ = types_.find("both.v1." + std::string(data.name));
    REQUIRE(type_ != nullptr);
  }

  // The two answers to one text.
  struct Read {
    bool ok = false;
    DecodeIssues issues;
    T value{};
  };
  Read by_sdk(std::string_view text, JsonOptions options = {}) const {
    Read read;
    read.ok = decode_json(text, read.value, options, read.issues);
    return read;
  }
  Read by_tables(std::string_view text, JsonOptions options = {}) const {
    Read read;
    pb::Arena arena;
    pb::Message& message = *type_->prototype->New(&arena);
    read.ok = detail::read_json(text, type_->table, &message, nullptr, options, read.issues);
    DecodeError error;
    const bool is_read = decode_protobuf(message.SerializeAsString(), read.value, error);
    INFO(error.message());
    CHECK(is_read);
    return read;
  }

  // Both must agree about the text; tells whether they take it.
  bool agree(std::string_view text, JsonOptions options = {}) const {
    const Read one = by_sdk(text, options);
    const Read two = by_tables(text, options);
    INFO("text: ", std::string(text));
    CHECK(one.ok == two.ok);
    CHECK(one.issues.malformed == two.issues.malformed);
    CHECK(words(one.issues.violations) == words(two.issues.violations));
    if (one.ok && two.ok) CHECK(wire(one.value) == wire(two.value));
    return one.ok;
  }

  // The transcoder's JSON for the same value.
  std::string json_by_tables(const T& value, JsonOptions options = {}) const {
    pb::Arena arena;
    pb::Message& message = *type_->prototype->New(&arena);
    DecodeError error;
    REQUIRE(transcode::read_wire(wire(value), *type_, message, error));
    std::string text, problem;
    const bool ok = transcode::write_json(message, *type_, options, text, problem);
    INFO(problem);
    REQUIRE(ok);
    return text;
  }

  const transcode::MessageType& type() const { return *type_; }

  static std::string wire(const T& value) {
    std::string bytes;
    REQUIRE(encode_protobuf(value, bytes));
    return bytes;
  }
  static std::string words(const Violations& violations) {
    std::string text;
    for (const Violation& each : violations) text += each.field + ": " + each.message + " (" + each.type + ")\n";
    return text;
  }

 private:
  static detail::FileBuilder builder() {
    detail::FileBuilder file("both.v1");
    file.add_message<T>();
    return file;
  }

  pool::Package package_;
  transcode::MessageTypes types_;
  const transcode::MessageType* type_ = nullptr;
};

kinds::All random_all(std::uint64_t seed) {
  samples::Random random(seed);
  kinds::All all;
  samples::fill(all, random);
  all.maps.unordered.clear();  // its order is not defined
  return all;
}

// Some bytes of the text changed, taken away or doubled.
std::string mutated(std::string text, samples::Random& random) {
  static constexpr std::string_view kPieces[] = {"null", "{}",    "[]",      "\"\"", "1e999", "-1",
                                                 "true", "\"a\"", ",",       "\\",   "{\"",   "\":1",
                                                 "0.5",  "1e2",   "\"NaN\"", "]",    "}",     "\x80"};
  for (auto n = random.below(3) + 1; n > 0 && !text.empty(); --n) {
    const std::size_t at = random.below(text.size());
    const std::size_t size = random.below(6);
    switch (random.below(4)) {
      case 0:
        text.erase(at, size);
        break;
      case 1:
        text.insert(at, kPieces[random.below(std::size(kPieces))]);
        break;
      case 2:
        text[at] = static_cast<char>(random.below(256));
        break;
      default:
        text.insert(at, text.substr(random.below(text.size()), size * 4));
    }
  }
  return text;
}

}  // namespace

TEST_CASE("random values are read alike, and written alike") {
  const Both<kinds::All> both;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const kinds::All all = random_all(seed);
    for (const bool write_defaults : {false, true}) {
      JsonOptions options;
      options.write_defaults = write_defaults;
      std::string text;
      REQUIRE(encode_json(all, text, options));
      CHECK(both.agree(text));
      CHECK(both.json_by_tables(all, options) == text);
    }
  }
}

TEST_CASE("texts that were tampered with are taken or refused alike, with the same words") {
  const Both<kinds::All> both;
  samples::Random random(7);
  int taken = 0, refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    REQUIRE(encode_json(random_all(random.below(80) + 1), text));
    JsonOptions options;
    options.ignore_unknown = random.below(2) == 1;
    ++(both.agree(mutated(std::move(text), random), options) ? taken : refused);
  }
  CHECK(taken > 200);
  CHECK(refused > 2000);
}
