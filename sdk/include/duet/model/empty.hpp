// duet::Empty: a message without fields, google.protobuf.Empty in the contract.
#pragma once

#include <string_view>

#include "imported.hpp"
#include "macros.hpp"

namespace duet {

struct Empty {
  friend bool operator==(const Empty&, const Empty&) = default;
};
DUET_MODEL(Empty);

namespace detail {

template <>
struct ImportedType<Empty> {
  static constexpr std::string_view kFullName = "google.protobuf.Empty";
  static constexpr std::string_view kFile = "google/protobuf/empty.proto";
};

}  // namespace detail
}  // namespace duet
