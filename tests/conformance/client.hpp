// One way to call a method: the matrix of the conformance tests runs the same test over each.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace duet::test {

struct CallOptions {
  std::optional<std::chrono::milliseconds> timeout;
  std::vector<std::pair<std::string, std::string>> metadata;
};

/// An answer in terms that do not depend on the door.
struct Outcome {
  std::string code;  // "OK", "NOT_FOUND"
  std::string message;
  std::string json;                                  // the answer as proto3 JSON, when OK
  std::map<std::string, std::string> violations;     // field -> description
  std::multimap<std::string, std::string> metadata;  // headers and trailers, lower-case
};

class Client {
 public:
  virtual ~Client() = default;
  virtual std::string name() const = 0;
  virtual Outcome call(const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request,
                       const CallOptions& options) = 0;
};

std::unique_ptr<Client> make_rest_json_client(std::uint16_t port);
std::unique_ptr<Client> make_rest_protobuf_client(std::uint16_t port);
std::unique_ptr<Client> make_grpc_client(std::uint16_t port);

/// "NOT_FOUND" for 5.
const char* code_name(int code);

/// A google.rpc.Status on the wire → message and violations of `outcome`.
void read_status_details(const std::string& status_bytes, Outcome& outcome);

}  // namespace duet::test
