// What protoc and its plugins say to each other: one request on standard input, one response on standard output.
// Source: google/protobuf/compiler/plugin.proto, CodeGeneratorRequest and CodeGeneratorResponse.
#pragma once

#include <google/protobuf/descriptor.pb.h>

#include <string>
#include <string_view>
#include <vector>

namespace duet::codegen {

struct Request {
  std::vector<std::string> files_to_generate;
  std::string parameter;
  // Everything that is needed to link them, each file after those that it imports.
  std::vector<google::protobuf::FileDescriptorProto> files;
};

// False if the bytes are no CodeGeneratorRequest.
bool parse_request(std::string_view bytes, Request& request);

struct GeneratedFile {
  std::string name;
  std::string content;
};

// The bytes of a response: the files, or what protoc prints instead of writing any.
std::string response_bytes(const std::vector<GeneratedFile>& files);
std::string response_bytes(std::string_view error);

}  // namespace duet::codegen
