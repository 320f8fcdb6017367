// Timestamps and durations: their text, their bounds, and the clocks of C++.
#include <doctest/doctest.h>

#include <chrono>
#include <duet/codec/json.hpp>
#include <duet/wkt/duration.hpp>
#include <duet/wkt/timestamp.hpp>
#include <string>

#include "json.hpp"

using duet::Duration;
using duet::Timestamp;
using namespace std::chrono_literals;

namespace {

std::string quoted(const std::string& text) { return "\"" + text + "\""; }
Timestamp time(const std::string& text) { return wkt::decoded<Timestamp>(quoted(text)); }
Duration span(const std::string& text) { return wkt::decoded<Duration>(quoted(text)); }

}  // namespace

TEST_CASE("a timestamp with 0, 3, 6 or 9 digits of its fraction") {
  CHECK(wkt::encoded(Timestamp{}) == quoted("1970-01-01T00:00:00Z"));
  CHECK(wkt::encoded(Timestamp{1, 500000000}) == quoted("1970-01-01T00:00:01.500Z"));
  CHECK(wkt::encoded(Timestamp{1, 500}) == quoted("1970-01-01T00:00:01.000000500Z"));
  CHECK(wkt::encoded(Timestamp{1, 1000}) == quoted("1970-01-01T00:00:01.000001Z"));
  CHECK(wkt::encoded(Timestamp{-1, 999999999}) == quoted("1969-12-31T23:59:59.999999999Z"));
  CHECK(wkt::encoded(Timestamp{-62135596800, 0}) == quoted("0001-01-01T00:00:00Z"));
  CHECK(wkt::encoded(Timestamp{253402300799, 999999999}) == quoted("9999-12-31T23:59:59.999999999Z"));
}

TEST_CASE("timestamps that are read") {
  CHECK(time("2024-02-29T12:30:45.5Z") == Timestamp{1709209845, 500000000});
  CHECK(time("2024-02-29T12:30:45.123456789Z").nanos == 123456789);
  CHECK(time("2024-02-29T14:00:45+01:30") == time("2024-02-29T12:30:45Z"));
  CHECK(time("2024-02-29T00:00:00-23:59") == time("2024-02-29T23:59:00Z"));
  CHECK(time("0000-12-31T23:59:59-00:01") == Timestamp{-62135596800 + 59, 0});
  CHECK(time("9999-12-31T23:59:59.999999999+00:00") == Timestamp{253402300799, 999999999});
}

TEST_CASE("timestamps that are refused") {
  for (const char* text : {"",
                           "2024-02-29",
                           "2024-02-29T12:30:45",
                           "2024-02-29t12:30:45Z",
                           "2024-02-29T12:30:45z",
                           "2024-02-30T00:00:00Z",
                           "2023-02-29T00:00:00Z",
                           "2024-13-01T00:00:00Z",
                           "2024-00-01T00:00:00Z",
                           "2024-01-00T00:00:00Z",
                           "2024-01-01T24:00:00Z",
                           "2024-01-01T00:60:00Z",
                           "2024-01-01T00:00:60Z",
                           "2024-01-01T00:00:00.Z",
                           "2024-01-01T00:00:00.1234567890Z",
                           "2024-01-01T00:00:00+0100",
                           "2024-01-01T00:00:00+24:00",
                           "2024-01-01T00:00:00+00:60",
                           "2024-01-01T00:00:00 Z",
                           " 2024-01-01T00:00:00Z",
                           "2024-01-01T00:00:00ZZ",
                           "2024-1-1T00:00:00Z",
                           "02024-01-01T00:00:00Z",
                           "-024-01-01T00:00:00Z",
                           "2024-01-01T00:00:0xZ"})
    CHECK(wkt::refused<Timestamp>(quoted(text)) == ": must be a time such as 2030-01-31T09:30:00Z (datetime_parsing)");
  for (const char* text : {"0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"})
    CHECK(wkt::refused<Timestamp>(quoted(text)) ==
          ": must be a time in the years 0001 to 9999 of UTC (datetime_out_of_range)");
  CHECK(wkt::refused<Timestamp>("1") == ": must be a time as text, not a number (datetime_type)");
  CHECK(wkt::refused<Timestamp>("null") == ": must be a time as text, not null (datetime_type)");
  CHECK(wkt::refused<Timestamp>("{}") == ": must be a time as text, not an object (datetime_type)");
}

TEST_CASE("timestamps that cannot be written") {
  for (const Timestamp& bad :
       {Timestamp{-62135596801, 0}, Timestamp{253402300800, 0}, Timestamp{0, -1}, Timestamp{0, 1000000000}})
    CHECK(wkt::unwritable(bad) == "the message is not a time in the years 0001 to 9999 with 0 to 999999999 ns");
}

TEST_CASE("every day comes back") {
  for (std::int64_t day = -719162; day <= 2932896; day += 37) {
    const Timestamp then{day * 86400 + 12345, 0};
    CHECK(wkt::decoded<Timestamp>(wkt::encoded(then)) == then);
  }
}

TEST_CASE("durations") {
  CHECK(wkt::encoded(Duration{}) == quoted("0s"));
  CHECK(wkt::encoded(Duration{0, -500000000}) == quoted("-0.500s"));
  CHECK(wkt::encoded(Duration{-3, -1000}) == quoted("-3.000001s"));
  CHECK(wkt::encoded(Duration{315576000000, 999999999}) == quoted("315576000000.999999999s"));
  CHECK(span("-0.5s") == Duration{0, -500000000});
  CHECK(span("1.000000001s") == Duration{1, 1});
  CHECK(span("-315576000000.999999999s") == Duration{-315576000000, -999999999});
  CHECK(span("007s") == Duration{7, 0});
  for (const char* text :
       {"", "s", "1", "1.s", ".5s", "-s", "+1s", "--1s", "1.0000000000s", "1 s", " 1s", "1s ", "1e3s", "0x1s", "1m"})
    CHECK(wkt::refused<Duration>(quoted(text)) == ": must be a number of seconds such as 1.5s (time_delta_parsing)");
  for (const char* text : {"315576000001s", "-315576000001s", "9999999999999s", "99999999999999999999999s"})
    CHECK(wkt::refused<Duration>(quoted(text)) ==
          ": must be at most 315576000000s either way (time_delta_out_of_range)");
  CHECK(wkt::refused<Duration>("1.5") == ": must be a duration as text, not a number (time_delta_type)");
  for (const Duration& bad : {Duration{315576000001, 0}, Duration{-315576000001, 0}, Duration{1, -1}, Duration{-1, 1},
                              Duration{0, 1000000000}})
    CHECK(wkt::unwritable(bad).starts_with("the message is not a duration of at most 315576000000 s"));
}

TEST_CASE("the clocks of C++") {
  const auto then = std::chrono::system_clock::time_point(std::chrono::milliseconds(-1500));
  CHECK(Timestamp::from(then) == Timestamp{-2, 500000000});
  CHECK(Timestamp::from(then).time_point() == then);
  CHECK(Timestamp::now() > Timestamp{1600000000, 0});
  CHECK(Duration::from(-1500ms) == Duration{-1, -500000000});
  CHECK(Duration::from(-1500ms).nanoseconds() == -1500ms);
  CHECK(Timestamp{1, 2} < Timestamp{1, 3});
  CHECK(Duration{-1, 0} < Duration{0, -5});
}
