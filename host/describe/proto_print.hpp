// Contracts as people and protoc read them.
#pragma once

#include <string>

namespace google::protobuf {
class FileDescriptor;
}

namespace duet::describe {

/// The .proto text of `file`, with its comments and options. protoc makes the same descriptor of it. The pool of the
/// file must hold what its options are made of (core::Schema's does).
std::string print_proto(const google::protobuf::FileDescriptor& file);

}  // namespace duet::describe
