// duet::Duration: a span of time, google.protobuf.Duration.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "../model/imported.hpp"
#include "../model/macros.hpp"

namespace duet {

// Seconds and nanoseconds of one sign. Valid up to 315,576,000,000 s (10,000 years) either way
// (google/protobuf/duration.proto); what is not cannot be written as JSON.
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;

  friend bool operator==(const Duration&, const Duration&) = default;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};
DUET_MODEL(Duration, DUET_FIELD(1, seconds), DUET_FIELD(2, nanos));

namespace detail {

template <>
struct ImportedType<Duration> {
  static constexpr std::string_view kFullName = "google.protobuf.Duration";
  static constexpr std::string_view kFile = "google/protobuf/duration.proto";
};

}  // namespace detail
}  // namespace duet
