// The struct of a message.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

#include "output.hpp"

namespace duet::codegen {

// Its definition. Does the message keep unknown fields? Then it has a member for them.
std::string struct_code(const google::protobuf::Descriptor& message, Output& output);
bool keeps_unknown_fields(const google::protobuf::Descriptor& message, const Output& output);

// What is to be said about it once all structs are complete; empty for most.
std::string late_code(const google::protobuf::Descriptor& message, Output& output);

}  // namespace duet::codegen
