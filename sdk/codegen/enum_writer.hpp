// An enum and its DUET_ENUM.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

#include "output.hpp"

namespace duet::codegen {

std::string enum_code(const google::protobuf::EnumDescriptor& enumeration, Output& output);

}  // namespace duet::codegen
