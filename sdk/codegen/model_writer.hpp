// The DUET_MODEL of a message.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

#include "output.hpp"

namespace duet::codegen {

std::string model_code(const google::protobuf::Descriptor& message, Output& output);

}  // namespace duet::codegen
