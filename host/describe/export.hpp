// What a client of the host needs: .proto files, or their descriptors.
#pragma once

#include <map>
#include <string>

#include "core/schema.hpp"

namespace duet::describe {

/// File name ("items/v1/items.proto") -> text: the plugins' own files and all that they import, but for
/// google/protobuf, which protoc brings with it. In the order of the names. What comes out compiles with protoc in one
/// folder.
std::map<std::string, std::string> export_protos(const core::Schema& schema);

/// The same files and google/protobuf's as a serialized google.protobuf.FileDescriptorSet, dependencies first, with
/// comments: what protoc --descriptor_set_in, buf and grpcurl -protoset take.
std::string export_descriptor_set(const core::Schema& schema);

}  // namespace duet::describe
