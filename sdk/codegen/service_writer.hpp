// The base class of a service: what a plugin class derives from.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "output.hpp"

namespace duet::codegen {

std::string service_code(const google::protobuf::ServiceDescriptor& service, Output& output);

// The methods that a plugin can serve: those without streams.
std::vector<const google::protobuf::MethodDescriptor*> served_methods(
    const google::protobuf::ServiceDescriptor& service);

}  // namespace duet::codegen
