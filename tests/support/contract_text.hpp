// A contract as lines of text that are the same for contracts that say the same, whatever the order and the style they
// are written in.
#pragma once

#include <google/protobuf/descriptor.h>

#include <set>
#include <string>

namespace duet::test {

enum class Comments { kLeftOut, kKept };

/// A line for each message, field, oneof, enum, value, service and method of the file, with its full name, its options
/// and, if they are kept, its comments.
std::set<std::string> contract_text(const google::protobuf::FileDescriptor& file, Comments comments);

/// What one has and the other has not, each line with '-' or '+' before it; empty if they are the same.
std::string difference(const std::set<std::string>& before, const std::set<std::string>& after);

}  // namespace duet::test
