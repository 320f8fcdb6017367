// Timestamps and durations as proto3 JSON writes them: "2030-01-31T09:30:00.500Z" and "-1.5s".
#pragma once

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "../codec/json/number.hpp"

namespace duet::detail {

inline constexpr std::int64_t kMinTimestamp = -62135596800;  // 0001-01-01T00:00:00Z
inline constexpr std::int64_t kMaxTimestamp = 253402300799;  // 9999-12-31T23:59:59Z
inline constexpr std::int64_t kMaxDuration = 315576000000;
inline constexpr std::int32_t kMaxNanos = 999999999;

// Why one cannot be written.
inline constexpr std::string_view kNotTimestamp = "is not a time in the years 0001 to 9999 with 0 to 999999999 ns";
inline constexpr std::string_view kNotDuration =
    "is not a duration of at most 315576000000 s, with ns of the same sign";

constexpr bool is_timestamp(std::int64_t seconds, std::int32_t nanos) {
  return seconds >= kMinTimestamp && seconds <= kMaxTimestamp && nanos >= 0 && nanos <= kMaxNanos;
}

constexpr bool is_duration(std::int64_t seconds, std::int32_t nanos) {
  const bool one_sign = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
  return seconds >= -kMaxDuration && seconds <= kMaxDuration && nanos >= -kMaxNanos && nanos <= kMaxNanos && one_sign;
}

// Takes texts apart from the front; once something is not as wanted, `good` is false for ever.
struct TimeScanner {
  std::string_view text;
  bool good = true;

  bool take(char c) {
    const bool is = text.starts_with(c);
    if (is) text.remove_prefix(1);
    return is;
  }
  void want(char c) { good = take(c) && good; }
  // Exactly so many digits.
  int digits(std::size_t count) {
    int value = 0;
    good = good && count_digits(text.substr(0, count)) == count;
    if (!good) return 0;
    for (const char c : text.substr(0, count)) value = value * 10 + (c - '0');
    text.remove_prefix(count);
    return value;
  }
  // Nothing, or a point and one to nine digits.
  std::int32_t fraction() {
    if (!take('.')) return 0;
    const std::size_t count = count_digits(text);
    if (count == 0 || count > 9) good = false;
    if (!good) return 0;
    std::int32_t nanos = digits(count);
    for (std::size_t i = count; i < 9; ++i) nanos *= 10;
    return nanos;
  }
};

// RFC 3339, section 5.6, with T and Z in upper case, a date that exists and no leap second; any offset is taken
// (google/protobuf/timestamp.proto). kMalformed if the text is none, kOutOfRange if the time is not in the years
// 0001 to 9999 of UTC.
inline Parsed parse_timestamp(std::string_view text, std::int64_t& seconds, std::int32_t& nanos) {
  TimeScanner scan{text};
  const int year = scan.digits(4);
  scan.want('-');
  const int month = scan.digits(2);
  scan.want('-');
  const int day = scan.digits(2);
  scan.want('T');
  const int hour = scan.digits(2);
  scan.want(':');
  const int minute = scan.digits(2);
  scan.want(':');
  const int second = scan.digits(2);
  nanos = scan.fraction();
  int offset = 0;
  if (!scan.take('Z')) {
    const bool west = scan.take('-');
    if (!west) scan.want('+');
    const int hours = scan.digits(2);
    scan.want(':');
    const int minutes = scan.digits(2);
    scan.good = scan.good && hours < 24 && minutes < 60;
    offset = (hours * 60 + minutes) * (west ? -60 : 60);
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!scan.good || !scan.text.empty() || !date.ok() || hour > 23 || minute > 59 || second > 59)
    return Parsed::kMalformed;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  seconds = days * 86400 + (hour * 60 + minute) * 60 + second - offset;
  return is_timestamp(seconds, nanos) ? Parsed::kOk : Parsed::kOutOfRange;
}

// Digits of a whole number, an optional fraction, "s" (google/protobuf/duration.proto).
inline Parsed parse_duration(std::string_view text, std::int64_t& seconds, std::int32_t& nanos) {
  TimeScanner scan{text};
  const bool negative = scan.take('-');
  std::string_view whole = scan.text.substr(0, count_digits(scan.text));
  scan.text.remove_prefix(whole.size());
  scan.good = !whole.empty();
  nanos = scan.fraction();
  scan.want('s');
  if (!scan.good || !scan.text.empty()) return Parsed::kMalformed;
  while (whole.size() > 1 && whole[0] == '0') whole.remove_prefix(1);
  if (whole.size() > 12) return Parsed::kOutOfRange;
  std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
  if (negative) {
    seconds = -seconds;
    nanos = -nanos;
  }
  return is_duration(seconds, nanos) ? Parsed::kOk : Parsed::kOutOfRange;
}

inline void append_padded(std::string& to, std::int64_t value, int width) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  for (auto size = end - digits.data(); size < width; ++size) to += '0';
  to.append(digits.data(), end);
}

// ".5" as three, six or nine digits; nothing for zero.
inline void append_fraction(std::string& to, std::int32_t nanos) {
  if (nanos == 0) return;
  to += '.';
  if (nanos % 1000000 == 0)
    append_padded(to, nanos / 1000000, 3);
  else if (nanos % 1000 == 0)
    append_padded(to, nanos / 1000, 6);
  else
    append_padded(to, nanos, 9);
}

// Appends the time in UTC, without quotes. False, and nothing is appended, if it is not a valid timestamp.
inline bool append_timestamp(std::string& to, std::int64_t seconds, std::int32_t nanos) {
  if (!is_timestamp(seconds, nanos)) return false;
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::int64_t of_day = (time - days).count();
  append_padded(to, static_cast<int>(date.year()), 4);
  to += '-';
  append_padded(to, static_cast<unsigned>(date.month()), 2);
  to += '-';
  append_padded(to, static_cast<unsigned>(date.day()), 2);
  to += 'T';
  append_padded(to, of_day / 3600, 2);
  to += ':';
  append_padded(to, of_day / 60 % 60, 2);
  to += ':';
  append_padded(to, of_day % 60, 2);
  append_fraction(to, nanos);
  to += 'Z';
  return true;
}

// The same for a duration.
inline bool append_duration(std::string& to, std::int64_t seconds, std::int32_t nanos) {
  if (!is_duration(seconds, nanos)) return false;
  if (seconds < 0 || nanos < 0) to += '-';
  append_padded(to, seconds < 0 ? -seconds : seconds, 1);
  append_fraction(to, nanos < 0 ? -nanos : nanos);
  to += 's';
  return true;
}

}  // namespace duet::detail
