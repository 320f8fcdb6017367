// The descriptor of a model's package in protobuf's own pool, over the files that a host carries.
#pragma once

#include <doctest/doctest.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/wrappers.pb.h>

#include <duet/descriptor/file_builder.hpp>
#include <memory>
#include <string>

#include "buf/validate/validate.pb.h"
#include "duet/options.pb.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/httpbody.pb.h"

namespace pool {

namespace pb = google::protobuf;

// A file of a static library is in the generated pool only if something in it is used.
inline const pb::DescriptorPool* host_files() {
  for (const pb::Descriptor* used :
       {pb::Any::descriptor(), pb::Empty::descriptor(), pb::FieldMask::descriptor(), pb::Struct::descriptor(),
        pb::StringValue::descriptor(), google::api::HttpBody::descriptor(), buf::validate::FieldRules::descriptor(),
        duet::options::Field::descriptor()})
    REQUIRE(used != nullptr);
  REQUIRE(google::api::FieldBehavior_descriptor() != nullptr);
  return pb::DescriptorPool::generated_pool();
}

class Errors : public pb::DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string&, const std::string& element, const pb::Message*, ErrorLocation,
                const std::string& message) override {
    FAIL_CHECK(element, ": ", message);
  }
};

// One pool with the file of one package.
struct Package {
  pb::DescriptorPool descriptors{host_files()};
  pb::DynamicMessageFactory factory{&descriptors};
  const pb::FileDescriptor* file = nullptr;

  explicit Package(const duet::detail::FileBuilder& builder) {
    std::string bytes, error;
    const bool built = builder.finish(bytes, error);
    INFO(error);
    REQUIRE(built);
    pb::FileDescriptorProto proto;
    REQUIRE(proto.ParseFromString(bytes));
    Errors errors;
    file = descriptors.BuildFileCollectingErrors(proto, &errors);
    REQUIRE(file != nullptr);
  }

  std::unique_ptr<pb::Message> make(const std::string& name) {
    return std::unique_ptr<pb::Message>(factory.GetPrototype(file->FindMessageTypeByName(name))->New());
  }
};

}  // namespace pool
