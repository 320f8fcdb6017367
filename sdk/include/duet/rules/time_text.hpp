// Points and spans of time as rules speak of them, in the JSON forms of google.protobuf.Timestamp and Duration.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace duet::detail {

// ".5", ".000000001", or nothing.
inline std::string fraction_text(std::int32_t nanos) {
  if (nanos == 0) return {};
  char digits[16];
  std::snprintf(digits, sizeof digits, ".%09d", nanos);
  std::string text(digits);
  while (text.back() == '0') text.pop_back();
  return text;
}

template <bool IsTimestamp>
std::string time_text(std::int64_t seconds, std::int32_t nanos) {
  if constexpr (IsTimestamp) {
    using std::chrono::days;
    using std::chrono::sys_seconds;
    const sys_seconds point{std::chrono::seconds(seconds)};
    const auto day = std::chrono::floor<days>(point);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(point - day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text + fraction_text(nanos) + "Z";
  } else {
    const bool is_negative = seconds < 0 || nanos < 0;
    return (is_negative ? "-" : "") + std::to_string(seconds < 0 ? -seconds : seconds) +
           fraction_text(nanos < 0 ? -nanos : nanos) + "s";
  }
}

}  // namespace duet::detail
