#include "describe/proto_print.hpp"

#include <google/protobuf/descriptor.h>

namespace duet::describe {

std::string print_proto(const google::protobuf::FileDescriptor& file) {
  google::protobuf::DebugStringOptions options;
  options.include_comments = true;
  std::string text = file.DebugStringWithOptions(options);
  // protobuf leaves no blank line between the imports and what follows.
  if (const std::size_t at = text.find(";\npackage "); at != std::string::npos && file.dependency_count() > 0) {
    text.insert(at + 2, "\n");
  }
  return text;
}

}  // namespace duet::describe
