// duet::Any: a message of any type with the name of its type, google.protobuf.Any.
#pragma once

#include <string>
#include <string_view>

#include "../model/bytes.hpp"
#include "../model/imported.hpp"
#include "../model/macros.hpp"

namespace duet {

// `value` is the message in protobuf's wire format, `type_url` ends in "/" and the full name of its type:
// "type.googleapis.com/items.v1.Item". In JSON it is the message itself with its type_url as "@type".
struct Any {
  std::string type_url;
  Bytes value;

  friend bool operator==(const Any&, const Any&) = default;
};
DUET_MODEL(Any, DUET_FIELD(1, type_url), DUET_FIELD(2, value));

namespace detail {

template <>
struct ImportedType<Any> {
  static constexpr std::string_view kFullName = "google.protobuf.Any";
  static constexpr std::string_view kFile = "google/protobuf/any.proto";
};

}  // namespace detail
}  // namespace duet
