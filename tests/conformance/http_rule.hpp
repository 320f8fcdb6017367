// The client's side of google.api.http: a request message becomes a method, a target and what is left for the body.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>

namespace duet::test {

struct HttpRequest {
  std::string method;
  std::string target;                               // path and query
  std::unique_ptr<google::protobuf::Message> body;  // null = none
};

/// By the method's first HTTP rule. Handles what the matrix uses: single-segment variables of scalar fields, body "*"
/// or none with scalar and repeated scalar query parameters. Throws std::runtime_error for anything else.
HttpRequest transcode(const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request);

}  // namespace duet::test
