// What a field of proto2 is worth when nobody set it.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

namespace duet::contract {

/// True if readers of `before` and of `now` would see another value where none was sent. Fields that can have no
/// default (repeated ones and messages) never differ. Values count, not types: 1 and true are the same.
bool default_differs(const google::protobuf::FieldDescriptor& before, const google::protobuf::FieldDescriptor& now);

/// For people. The field can have a default.
std::string default_text(const google::protobuf::FieldDescriptor& field);

}  // namespace duet::contract
