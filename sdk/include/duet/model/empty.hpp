// duet::Empty: a message without fields, google.protobuf.Empty in the contract.
#pragma once

#include <string_view>

#include "macros.hpp"

namespace duet {

struct Empty {
  friend bool operator==(const Empty&, const Empty&) = default;
};
DUET_MODEL(Empty);

namespace detail {

// A model that has its definition in an imported file instead of in the file of the package that uses it.
template <class T>
struct ImportedType {
  static constexpr std::string_view kFullName = {};
  static constexpr std::string_view kFile = {};
};
template <>
struct ImportedType<Empty> {
  static constexpr std::string_view kFullName = "google.protobuf.Empty";
  static constexpr std::string_view kFile = "google/protobuf/empty.proto";
};

}  // namespace detail
}  // namespace duet
