#include "config/key.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "config/key_words.hpp"

namespace config = duet::config;

namespace {

struct Sample {
  std::int64_t number = 0;
  std::uint64_t bytes = 0;
  std::uint32_t mode = 0;
  std::optional<bool> choice;
  std::vector<std::string> names;
  std::vector<char> colours;
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
  CHECK(key.read(value("9223372036854775807"), sample) == nullptr);
  CHECK(key.show(sample) == "9223372036854775807");
  CHECK(key.read(value("-5"), sample) == nullptr);
  for (const char* bad : {"-6", "1.0", "\"1\"", "true", "[1]", "2026-01-31"}) {
    CAPTURE(bad);
    CHECK(key.read(value(bad), sample) != nullptr);
  }
  CHECK(sample.number == -5);
}

TEST_CASE("sizes may be plain numbers of bytes") {
  Sample sample;
  const auto key = config::size("bytes", &Sample::bytes, 1, 4096, "");
  CHECK(key.read(value("100"), sample) == nullptr);
  CHECK(sample.bytes == 100);
  CHECK(key.read(value("\"4KiB\""), sample) == nullptr);
  CHECK(sample.bytes == 4096);
  for (const char* bad : {"0", "4097", "-1", "\"5KiB\"", "\"100\"", "1.5"}) {
    CAPTURE(bad);
    CHECK(key.read(value(bad), sample) != nullptr);
  }
}

TEST_CASE("file modes are octal text") {
  Sample sample;
  const auto key = config::file_mode("mode", &Sample::mode, "");
  CHECK(key.read(value("\"0660\""), sample) == nullptr);
  CHECK(sample.mode == 0660);
  CHECK(key.read(value("\"600\""), sample) == nullptr);
  CHECK(key.show(sample) == "\"0600\"");
  for (const char* bad :
       {"0o660", "660", "\"\"", "\"66\"", "\"0668\"", "\"1660\"", "\"-66\"", "\"00660\"", "\"066 \""}) {
    CAPTURE(bad);
    CHECK(key.read(value(bad), sample) != nullptr);
  }
  CHECK(sample.mode == 0600);
}

TEST_CASE("a boolean that is open has no value to show") {
  Sample sample;
  const auto key = config::boolean("choice", &Sample::choice, "");
  CHECK(key.show(sample).empty());
  CHECK(key.read(value("\"yes\""), sample) != nullptr);
  CHECK(key.read(value("false"), sample) == nullptr);
  CHECK(key.show(sample) == "false");
}

TEST_CASE("lists of texts hold nothing else, and name the item that does not fit") {
  Sample sample;
  const auto key = config::text_list(
      "names", &Sample::names, [](const std::string& text) { return !text.empty(); }, "names", "");
  CHECK(key.expected == "a list of names");
  CHECK(key.read(value(R"(["a", "b \"c\""])"), sample) == nullptr);
  CHECK(key.show(sample) == R"(["a", "b \"c\""])");
  const config::Node mixed = value(R"(["a", 1])");
  CHECK(key.read(mixed, sample) == &mixed.as<config::Array>()->at(1));
  const config::Node empty = value(R"(["", "a"])");
  CHECK(key.read(empty, sample) == &empty.as<config::Array>()->at(0));
  const config::Node single = value(R"("a")");
  CHECK(key.read(single, sample) == &single);
  CHECK(sample.names.size() == 2);
  CHECK(key.read(value("[]"), sample) == nullptr);
  CHECK(key.show(sample) == "[]");
}

TEST_CASE("lists of words keep their order and have each word once") {
  Sample sample;
  const auto key = config::word_list("colours", &Sample::colours,
                                     config::Words<char>{{"red", 'r'}, {"green", 'g'}, {"blue", 'b'}}, "");
  CHECK(key.expected == R"(a list of "red", "green", "blue", each at most once)");
  CHECK(key.read(value(R"(["blue", "red"])"), sample) == nullptr);
  CHECK(sample.colours == std::vector{'b', 'r'});
  CHECK(key.show(sample) == R"(["blue", "red"])");
  const config::Node twice = value(R"(["red", "blue", "red"])");
  CHECK(key.read(twice, sample) == &twice.as<config::Array>()->at(2));
  CHECK(key.read(value(R"(["pink"])"), sample) != nullptr);
  CHECK(key.read(value("3"), sample) != nullptr);
  CHECK(sample.colours.size() == 2);
  CHECK(key.read(value("[]"), sample) == nullptr);
  CHECK(sample.colours.empty());
}

TEST_CASE("a row of a part sets the part") {
  struct Whole {
    Sample sample;
  };
  Whole whole;
  const auto key = config::of_part(config::boolean("choice", &Sample::choice, "told"), &Whole::sample);
  CHECK(key.doc == "told");
  CHECK(key.read(value("true"), whole) == nullptr);
  CHECK(whole.sample.choice == true);
  CHECK(key.show(whole) == "true");
}
