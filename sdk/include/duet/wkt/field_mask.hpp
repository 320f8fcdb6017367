// duet::FieldMask: names of fields, google.protobuf.FieldMask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../model/imported.hpp"
#include "../model/macros.hpp"

namespace duet {

// Paths in proto names: "address.street". In JSON they are one text, "address.street,postalCode"; a path that would not
// come back from that the same (one with capitals, say) cannot be written (google/protobuf/field_mask.proto).
struct FieldMask {
  std::vector<std::string> paths;

  friend bool operator==(const FieldMask&, const FieldMask&) = default;
};
DUET_MODEL(FieldMask, DUET_FIELD(1, paths));

namespace detail {

template <>
struct ImportedType<FieldMask> {
  static constexpr std::string_view kFullName = "google.protobuf.FieldMask";
  static constexpr std::string_view kFile = "google/protobuf/field_mask.proto";
};

}  // namespace detail
}  // namespace duet
