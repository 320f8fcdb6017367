// The base class of a service: what a plugin class derives from.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

#include "output.hpp"

namespace duet::codegen {

std::string service_code(const google::protobuf::ServiceDescriptor& service, Output& output);

}  // namespace duet::codegen
