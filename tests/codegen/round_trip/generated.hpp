// What protoc-gen-duet has made of the exported contracts.
#pragma once

#include <string>

namespace round_trip {

/// The descriptor set of the .proto files that the generated headers carry.
std::string carried_files();

/// The descriptor set of the generated models, as if they had been written by hand: services are missing, and comments.
std::string rebuilt_files();

}  // namespace round_trip
