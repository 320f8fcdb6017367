#include "describe/proto_print.hpp"

#include <google/protobuf/descriptor.h>

namespace duet::describe {

std::string print_proto(const google::protobuf::FileDescriptor& file) {
  google::protobuf::DebugStringOptions options;
  options.include_comments = true;
  return file.DebugStringWithOptions(options);
}

}  // namespace duet::describe
