// The descriptor of a model's package in protobuf's own pool, with what it imports.
#pragma once

#include <doctest/doctest.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/empty.pb.h>

#include <duet/descriptor/file_builder.hpp>
#include <memory>
#include <string>

namespace pool {

namespace pb = google::protobuf;

// What SDK-built files import: descriptor.proto and empty.proto as they are, and the one option of google.api.
inline void add_imports(pb::DescriptorPool& pool) {
  pb::FileDescriptorProto file;
  pb::FileDescriptorProto::descriptor()->file()->CopyTo(&file);
  REQUIRE(pool.BuildFile(file) != nullptr);
  file.Clear();
  pb::Empty::descriptor()->file()->CopyTo(&file);
  REQUIRE(pool.BuildFile(file) != nullptr);
  file.Clear();
  file.set_name("google/api/field_behavior.proto");
  file.set_package("google.api");
  file.set_syntax("proto3");
  file.add_dependency("google/protobuf/descriptor.proto");
  auto* behavior = file.add_enum_type();
  behavior->set_name("FieldBehavior");
  const char* const names[] = {"FIELD_BEHAVIOR_UNSPECIFIED", "OPTIONAL", "REQUIRED", "OUTPUT_ONLY"};
  for (int i = 0; i < 4; ++i) {
    behavior->add_value()->set_name(names[i]);
    behavior->mutable_value(i)->set_number(i);
  }
  auto* extension = file.add_extension();
  extension->set_name("field_behavior");
  extension->set_number(1052);
  extension->set_extendee(".google.protobuf.FieldOptions");
  extension->set_label(pb::FieldDescriptorProto::LABEL_REPEATED);
  extension->set_type(pb::FieldDescriptorProto::TYPE_ENUM);
  extension->set_type_name(".google.api.FieldBehavior");
  extension->mutable_options()->set_packed(false);
  REQUIRE(pool.BuildFile(file) != nullptr);
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
  pb::DescriptorPool descriptors;
  pb::DynamicMessageFactory factory{&descriptors};
  const pb::FileDescriptor* file = nullptr;

  explicit Package(const duet::detail::FileBuilder& builder) {
    add_imports(descriptors);
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
