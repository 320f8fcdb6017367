// Numbers and names that are not to be used again: duet::reserved, reserved_range and reserved_names.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace duet::codegen {

std::vector<std::string> reserved_words(const google::protobuf::Descriptor& message);
std::vector<std::string> reserved_words(const google::protobuf::EnumDescriptor& enumeration);

}  // namespace duet::codegen
