// duet::Timestamp: a point in time, google.protobuf.Timestamp.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "../model/imported.hpp"
#include "../model/macros.hpp"

namespace duet {

// Seconds since 1970-01-01T00:00:00Z without leap seconds, and 0 to 999,999,999 nanoseconds after them. Valid from
// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z (google/protobuf/timestamp.proto); what is not cannot be
// written as JSON.
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;

  friend bool operator==(const Timestamp&, const Timestamp&) = default;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};
DUET_MODEL(Timestamp, DUET_FIELD(1, seconds), DUET_FIELD(2, nanos));

namespace detail {

template <>
struct ImportedType<Timestamp> {
  static constexpr std::string_view kFullName = "google.protobuf.Timestamp";
  static constexpr std::string_view kFile = "google/protobuf/timestamp.proto";
};

}  // namespace detail
}  // namespace duet
