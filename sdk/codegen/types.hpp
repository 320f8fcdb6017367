// The C++ types of fields, and which of google's types the SDK has ready.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

#include "names.hpp"

namespace duet::codegen {

// "google.protobuf.Timestamp" -> "duet::Timestamp"; empty for a type that is not one of the SDK's.
std::string_view well_known_type(std::string_view full_name);
// Does the code name one of them? duet::Empty does not count: it is part of duet/model.hpp.
bool uses_well_known_types(std::string_view code);
// Does the SDK have all types of this file ready?
bool is_well_known_file(std::string_view file);
// Does every host carry this file, so that no contract needs to?
bool is_host_file(std::string_view file);

// The type of one value, as code of the field's file writes it: "std::int32_t", "Color", "duet::Timestamp".
std::string value_type(const google::protobuf::FieldDescriptor& field, Names& names);

// The member of the struct: its type, and how it begins (" = 0", or nothing). `boxed` for a message that holds itself.
std::string member_type(const google::protobuf::FieldDescriptor& field, bool boxed, Names& names);
std::string initializer(const google::protobuf::FieldDescriptor& field, Names& names);

}  // namespace duet::codegen
