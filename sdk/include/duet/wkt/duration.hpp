// duet::Duration: a span of time, google.protobuf.Duration. In JSON it is text: "-1.5s".
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

// Seconds and nanoseconds of one sign. Valid up to 315,576,000,000 s (10,000 years) either way
// (google/protobuf/duration.proto); what is not cannot be written as JSON.
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;

  // One that has more than 292 years is not defined as nanoseconds.
  static constexpr Duration from(std::chrono::nanoseconds span) {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(span);
    return {whole.count(), static_cast<std::int32_t>((span - whole).count())};
  }
  constexpr std::chrono::nanoseconds nanoseconds() const {
    return std::chrono::seconds(seconds) + std::chrono::nanoseconds(nanos);
  }

  friend bool operator==(const Duration&, const Duration&) = default;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};
DUET_MODEL(Duration, DUET_FIELD(1, seconds), DUET_FIELD(2, nanos));

namespace detail {

template <>
struct JsonForm<Duration> {
  static bool assign(Duration& value, const Token& token, Mismatch& why) {
    if (!token.is_quoted()) return why.wrong_type("time_delta_type", "a duration as text", token);
    Duration read;
    const Parsed parsed = parse_duration(token.text, read.seconds, read.nanos);
    if (parsed == Parsed::kOk) return (value = read), true;
    if (parsed == Parsed::kOutOfRange)
      return why.set("time_delta_out_of_range", "must be at most 315576000000s either way");
    return why.set("time_delta_parsing", "must be a number of seconds such as 1.5s");
  }
  static void write(const Duration& value, JsonWriter& writer, std::string_view field) {
    writer.out += '"';
    if (!append_duration(writer.out, value.seconds, value.nanos)) writer.fail(field, kNotDuration);
    writer.out += '"';
  }
};

template <>
struct ImportedType<Duration> {
  static constexpr std::string_view kFullName = "google.protobuf.Duration";
  static constexpr std::string_view kFile = "google/protobuf/duration.proto";
};

}  // namespace detail
}  // namespace duet
