// Comments of .proto files as comments of C++.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

namespace duet::codegen {

// The lines with "//" before each, indented; empty if there are none.
std::string comment_lines(std::string_view text, std::size_t indent);

// What stands above something in the .proto, or else behind it.
template <class Descriptor>
std::string comment_of(const Descriptor& one, std::size_t indent) {
  google::protobuf::SourceLocation location;
  if (!one.GetSourceLocation(&location)) return {};
  return comment_lines(location.leading_comments.empty() ? location.trailing_comments : location.leading_comments,
                       indent);
}

}  // namespace duet::codegen
