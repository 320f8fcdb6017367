#include "describe/export.hpp"

#include <google/protobuf/descriptor.h>

#include "describe/proto_print.hpp"

namespace duet::describe {
namespace {

using google::protobuf::FileDescriptor;

void add(const FileDescriptor& file, std::map<std::string, std::string>& out) {
  if (file.name().starts_with("google/protobuf/") || out.contains(file.name())) return;
  out.emplace(file.name(), print_proto(file));
  for (int i = 0; i < file.dependency_count(); ++i) add(*file.dependency(i), out);
}

}  // namespace

std::map<std::string, std::string> export_protos(const core::Schema& schema) {
  std::map<std::string, std::string> out;
  for (const std::string& name : schema.file_names()) add(*schema.pool().FindFileByName(name), out);
  return out;
}

}  // namespace duet::describe
