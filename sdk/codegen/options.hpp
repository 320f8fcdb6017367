// Custom options, read by the descriptors that the .proto files bring along: whoever defines an option, its fields have
// names here.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace duet::codegen {

// An option that is set, with the options that it is part of.
struct MessageOption {
  std::unique_ptr<google::protobuf::Message> options;
  const google::protobuf::Message* value;

  // A field of it that is a bool.
  bool is_true(const std::string& field) const;
  // A field of it that is a list of texts.
  std::vector<std::string> texts(const std::string& field) const;
};

class OptionReader {
 public:
  // The pool of all files of the request; it outlives this.
  explicit OptionReader(const google::protobuf::DescriptorPool& pool) : pool_(pool), factory_(&pool) {}

  // google.protobuf.FieldOptions and the like with all extensions known. Null if nothing in the request extends them.
  std::unique_ptr<google::protobuf::Message> read(const google::protobuf::Message& options) const;

  // The extension of this name that `read` options may have; null if the request does not define it.
  const google::protobuf::FieldDescriptor* extension(const std::string& full_name) const {
    return pool_.FindExtensionByName(full_name);
  }

  // An option that is a message. Empty if it is not set.
  std::optional<MessageOption> find(const google::protobuf::Message& options, const std::string& extension) const;
  // The numbers of an option that is a list of enum values.
  std::vector<int> enum_numbers(const google::protobuf::Message& options, const std::string& extension) const;

 private:
  const google::protobuf::DescriptorPool& pool_;
  mutable google::protobuf::DynamicMessageFactory factory_;
};

}  // namespace duet::codegen
