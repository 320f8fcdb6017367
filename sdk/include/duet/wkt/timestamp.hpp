// duet::Timestamp: a point in time, google.protobuf.Timestamp. In JSON it is text: "2030-01-31T09:30:00.500Z".
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string_view>

#include "../codec/json/token.hpp"
#include "../codec/json/writer.hpp"
#include "../model/imported.hpp"
#include "../model/macros.hpp"
#include "time_text.hpp"

namespace duet {

// Seconds since 1970-01-01T00:00:00Z without leap seconds, and 0 to 999,999,999 nanoseconds after them. Valid from
// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z (google/protobuf/timestamp.proto); what is not cannot be
// written as JSON.
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;

  // A system clock counts the same seconds since 1970 (C++20). Finer parts of a clock than nanoseconds are cut off
  // towards the past; a time that the clock cannot hold is not defined.
  static Timestamp from(std::chrono::system_clock::time_point time) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::floor<std::chrono::nanoseconds>(time - whole);
    return {whole.time_since_epoch().count(), static_cast<std::int32_t>(rest.count())};
  }
  static Timestamp now() { return from(std::chrono::system_clock::now()); }
  std::chrono::system_clock::time_point time_point() const {
    using Clock = std::chrono::system_clock;
    return Clock::time_point(std::chrono::floor<Clock::duration>(std::chrono::seconds(seconds))) +
           std::chrono::floor<Clock::duration>(std::chrono::nanoseconds(nanos));
  }

  friend bool operator==(const Timestamp&, const Timestamp&) = default;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};
DUET_MODEL(Timestamp, DUET_FIELD(1, seconds), DUET_FIELD(2, nanos));

namespace detail {

template <>
struct JsonForm<Timestamp> {
  static bool assign(Timestamp& value, const Token& token, Mismatch& why) {
    if (!token.is_quoted()) return why.wrong_type("datetime_type", "a time as text", token);
    Timestamp read;
    const Parsed parsed = parse_timestamp(token.text, read.seconds, read.nanos);
    if (parsed == Parsed::kOk) return (value = read), true;
    if (parsed == Parsed::kOutOfRange)
      return why.set("datetime_out_of_range", "must be a time in the years 0001 to 9999 of UTC");
    return why.set("datetime_parsing", "must be a time such as 2030-01-31T09:30:00Z");
  }
  static void write(const Timestamp& value, JsonWriter& writer, std::string_view field) {
    writer.out += '"';
    if (!append_timestamp(writer.out, value.seconds, value.nanos)) writer.fail(field, kNotTimestamp);
    writer.out += '"';
  }
};

template <>
struct ImportedType<Timestamp> {
  static constexpr std::string_view kFullName = "google.protobuf.Timestamp";
  static constexpr std::string_view kFile = "google/protobuf/timestamp.proto";
};

}  // namespace detail
}  // namespace duet
