#include "config/key.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace config = duet::config;

namespace {

struct Sample {
  std::int64_t number = 0;
  std::uint64_t bytes = 0;
  std::vector<std::string> names;
};

config::Node value(std::string_view toml) {
  auto root = config::parse_toml("v = " + std::string(toml));
  REQUIRE(root.ok());
  return root->as<config::Table>()->front().value;
}

}  // namespace

TEST_CASE("integers keep all 64 bits and their bounds") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  Sample sample;
  const auto key = config::integer<Sample, std::int64_t>("number", &Sample::number, -5, kMax, "", "");
  CHECK(key.read(value("9223372036854775807"), sample));
  CHECK(key.show(sample) == "9223372036854775807");
  CHECK(key.read(value("-5"), sample));
  for (const char* bad : {"-6", "1.0", "\"1\"", "true", "[1]", "2026-01-31"}) {
    CAPTURE(bad);
    CHECK_FALSE(key.read(value(bad), sample));
  }
  CHECK(sample.number == -5);
}

TEST_CASE("sizes may be plain numbers of bytes") {
  Sample sample;
  const auto key = config::size("bytes", &Sample::bytes, 1, 4096, "");
  CHECK(key.read(value("100"), sample));
  CHECK(sample.bytes == 100);
  CHECK(key.read(value("\"4KiB\""), sample));
  CHECK(sample.bytes == 4096);
  for (const char* bad : {"0", "4097", "-1", "\"5KiB\"", "\"100\"", "1.5"}) {
    CAPTURE(bad);
    CHECK_FALSE(key.read(value(bad), sample));
  }
}

TEST_CASE("lists of strings hold nothing else") {
  Sample sample;
  const auto key = config::strings("names", &Sample::names, "");
  CHECK(key.read(value(R"(["a", "b \"c\""])"), sample));
  CHECK(key.show(sample) == R"(["a", "b \"c\""])");
  CHECK_FALSE(key.read(value(R"(["a", 1])"), sample));
  CHECK_FALSE(key.read(value(R"("a")"), sample));
  CHECK(sample.names.size() == 2);
  CHECK(key.read(value("[]"), sample));
  CHECK(key.show(sample) == "[]");
}
