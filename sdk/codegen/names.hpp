// The C++ names of what .proto files define. They depend on the file alone, so that every header that uses a type
// writes it alike.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace duet::codegen {

// The names within one struct.
struct MessageNames {
  std::map<const google::protobuf::FieldDescriptor*, std::string> members;  // not of fields in a oneof
  std::map<const google::protobuf::OneofDescriptor*, std::string> oneofs;   // the variants
  std::map<const google::protobuf::OneofDescriptor*, std::string> cases;    // the enums of their indexes
  std::map<const google::protobuf::OneofDescriptor*, std::string> unset;    // the enumerator for "none is set"
  std::map<const google::protobuf::FieldDescriptor*, std::string> indexes;  // the enumerators of fields in a oneof
  std::vector<std::pair<std::string, std::string>> aliases;                 // nested types: short name, struct
  std::string unknown_fields;
  std::string other;  // what it is compared with
};

// Keeps what it has worked out; one thread.
class Names {
 public:
  // "items::v1"; empty without a package.
  std::string name_space(const google::protobuf::FileDescriptor& file) const;
  // "kItemsV1ItemsProto", the duet::ProtoFile of a file.
  std::string file_constant(const google::protobuf::FileDescriptor& file) const;
  // "items/v1/items.duet.hpp", and beside it what holds the contract.
  std::string header(const google::protobuf::FileDescriptor& file) const;
  std::string contract_header(const google::protobuf::FileDescriptor& file) const;

  // Nested types are written in one: Outer_Inner.
  const std::string& type(const google::protobuf::Descriptor& message);
  const std::string& type(const google::protobuf::EnumDescriptor& enumeration);
  // The same as code of the file `from` writes it: with a namespace where it needs one, duet:: for well-known types.
  std::string type_in(const google::protobuf::Descriptor& message, const google::protobuf::FileDescriptor& from);
  std::string type_in(const google::protobuf::EnumDescriptor& enumeration,
                      const google::protobuf::FileDescriptor& from);
  // The enumerator, without its enum.
  const std::string& value(const google::protobuf::EnumValueDescriptor& value);
  // "ItemsBase"
  const std::string& base(const google::protobuf::ServiceDescriptor& service);

  const MessageNames& in(const google::protobuf::Descriptor& message);

 private:
  struct FileNames;

  const FileNames& of(const google::protobuf::FileDescriptor& file);

  std::map<const google::protobuf::FileDescriptor*, std::shared_ptr<const FileNames>> files_;
  std::map<const google::protobuf::Descriptor*, MessageNames> messages_;
};

// Every message of a file, each before those nested in it; the messages of map entries are left out.
std::vector<const google::protobuf::Descriptor*> all_messages(const google::protobuf::FileDescriptor& file);
// Every enum of a file: its own, then the nested ones.
std::vector<const google::protobuf::EnumDescriptor*> all_enums(const google::protobuf::FileDescriptor& file);

}  // namespace duet::codegen
