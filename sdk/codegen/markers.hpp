// The words about a field that are not rules: what it is called, how it is written, what its behaviour is.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "output.hpp"

namespace duet::codegen {

// `member` is the name that DUET_FIELD or DUET_MEMBER gives it.
std::vector<std::string> markers(const google::protobuf::FieldDescriptor& field, const std::string& member,
                                 const Output& output);

}  // namespace duet::codegen
