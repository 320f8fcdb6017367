#include "describe/export.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <set>

#include "describe/proto_print.hpp"

namespace duet::describe {
namespace {

using google::protobuf::FileDescriptor;

void add(const FileDescriptor& file, std::map<std::string, std::string>& out) {
  if (file.name().starts_with("google/protobuf/") || out.contains(file.name())) return;
  out.emplace(file.name(), print_proto(file));
  for (int i = 0; i < file.dependency_count(); ++i) add(*file.dependency(i), out);
}

void add(const FileDescriptor& file, std::set<std::string>& names, google::protobuf::FileDescriptorSet& out) {
  if (!names.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) add(*file.dependency(i), names, out);
  google::protobuf::FileDescriptorProto& proto = *out.add_file();
  file.CopyTo(&proto);
  file.CopyJsonNameTo(&proto);
  file.CopySourceCodeInfoTo(&proto);
}

}  // namespace

std::map<std::string, std::string> export_protos(const core::Schema& schema) {
  std::map<std::string, std::string> out;
  for (const std::string& name : schema.file_names()) add(*schema.pool().FindFileByName(name), out);
  return out;
}

std::string export_descriptor_set(const core::Schema& schema) {
  google::protobuf::FileDescriptorSet out;
  std::set<std::string> names;
  for (const std::string& name : schema.file_names()) add(*schema.pool().FindFileByName(name), names, out);
  return out.SerializeAsString();
}

}  // namespace duet::describe
