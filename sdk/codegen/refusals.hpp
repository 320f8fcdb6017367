// .proto files that no code is made from, each with the reason.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include "problems.hpp"
#include "protocol.hpp"

namespace duet::codegen {

// Are the names that code is asked for those of files in the request, each once, and none outside of the folder that it
// is written to? Told to `problems` if not.
bool check_names_of_files(const Request& request, Problems& problems);

// Can protobuf's own library, as it is linked here, read the file? Told to `problems` if not.
bool check_syntax(const google::protobuf::FileDescriptorProto& file, Problems& problems);

// Is the file proto3, and everything that it uses?
bool check_file(const google::protobuf::FileDescriptor& file, Problems& problems);

}  // namespace duet::codegen
