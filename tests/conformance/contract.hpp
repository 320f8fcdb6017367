// What a host serves, learnt as any client would learn it: by gRPC reflection.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/dynamic_message.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace duet::test {

class Contract {
 public:
  /// Reads every file of every service from the host's reflection service. Throws std::runtime_error.
  explicit Contract(std::uint16_t grpc_port);

  const std::vector<std::string>& services() const { return services_; }
  /// "items.v1.Items/GetItem". Throws std::runtime_error if there is none.
  const google::protobuf::MethodDescriptor& method(const std::string& full_name) const;
  /// A message of the type, filled from proto3 JSON.
  std::unique_ptr<google::protobuf::Message> message(const google::protobuf::Descriptor& type,
                                                     const std::string& json) const;

 private:
  std::vector<std::string> services_;
  google::protobuf::SimpleDescriptorDatabase files_;
  std::unique_ptr<google::protobuf::DescriptorPool> pool_;
  mutable google::protobuf::DynamicMessageFactory factory_;
};

/// proto3 JSON of a message.
std::string to_json(const google::protobuf::Message& message);

}  // namespace duet::test
