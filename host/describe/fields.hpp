// Finds the fields that an HTTP rule names.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace duet::describe {

using FoundField = base::Result<const google::protobuf::FieldDescriptor*>;

/// The field that a path variable ("id", "item.id") fills: every step a singular message, the last one a singular
/// scalar or enum (google/api/http.proto). The error says what is wrong and, for a name that is nearly right, what was
/// meant.
FoundField find_path_field(const google::protobuf::Descriptor& message, std::string_view path);

/// A top-level field, as `body` and `response_body` name one.
FoundField find_top_level_field(const google::protobuf::Descriptor& message, std::string_view name);

}  // namespace duet::describe
