// The .proto files that a plugin brings with it.
#pragma once

#include <duet/abi/base.h>

#include <string>
#include <vector>

#include "base/result.hpp"

namespace duet::describe {

/// Reads a plugin's google.protobuf.FileDescriptorSet: serialized FileDescriptorProto, dependencies first, as
/// core::Schema takes them. Files that the host carries itself (google/api, google/rpc, google/protobuf) are left out,
/// and so are `json_name`s that say what is the case anyway and the blank that follows "//" in each line of a comment
/// (both would come back twice in a .proto that is printed). A set that does not parse, or that imports what is neither
/// in it nor in the host, is an error.
base::Result<std::vector<std::string>> plugin_files(const duet_slice& descriptor_set);

}  // namespace duet::describe
