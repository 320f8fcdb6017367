#include "config/units.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace config = duet::config;
using namespace std::chrono_literals;

TEST_CASE("durations are a whole number and a unit") {
  CHECK(config::parse_duration("250ms") == 250ms);
  CHECK(config::parse_duration("30s") == 30s);
  CHECK(config::parse_duration("5m") == 5min);
  CHECK(config::parse_duration("1h") == 1h);
  CHECK(config::parse_duration("0s") == 0s);
  for (const char* bad : {"", "30", "s", "1.5s", "-1s", "+1s", " 1s", "1 s", "1s ", "1S", "1d", "1h30m", "0x1s"}) {
    CAPTURE(bad);
    CHECK_FALSE(config::parse_duration(bad).has_value());
  }
}

TEST_CASE("durations that do not fit are refused") {
  CHECK(config::parse_duration("9223372036854775807ms").has_value());
  CHECK_FALSE(config::parse_duration("9223372036854775808ms").has_value());
  CHECK_FALSE(config::parse_duration("9223372036854775807h").has_value());
  CHECK_FALSE(config::parse_duration("99999999999999999999999999s").has_value());
}

TEST_CASE("sizes are a whole number and a binary unit") {
  CHECK(config::parse_size("512B") == 512);
  CHECK(config::parse_size("64KiB") == 65'536);
  CHECK(config::parse_size("4MiB") == 4'194'304);
  CHECK(config::parse_size("1GiB") == 1'073'741'824);
  for (const char* bad : {"", "64", "KiB", "64KB", "64kib", "64 KiB", "-1B", "1.5MiB"}) {
    CAPTURE(bad);
    CHECK_FALSE(config::parse_size(bad).has_value());
  }
  CHECK(config::parse_size("18446744073709551615B") == std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(config::parse_size("18446744073709551615KiB").has_value());
}

TEST_CASE("what is shown reads back the same, in the largest unit that is exact") {
  for (const auto duration : {0ms, 1ms, 999ms, 1000ms, 1500ms, 60'000ms, 90'000ms, 3'600'000ms, 86'400'000ms}) {
    CHECK(config::parse_duration(config::show_duration(duration)) == duration);
  }
  CHECK(config::show_duration(90s) == "90s");
  CHECK(config::show_duration(0s) == "0s");
  for (const std::uint64_t bytes : {0, 1, 1023, 1024, 1536, 1 << 20, 1 << 30}) {
    CHECK(config::parse_size(config::show_size(bytes)) == bytes);
  }
  CHECK(config::show_size(1536) == "1536B");
  CHECK(config::show_size(1 << 20) == "1MiB");
}
