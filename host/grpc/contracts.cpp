#include "grpc/contracts.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <unordered_set>

#include "core/catalog_slot.hpp"

namespace duet::grpc_door {
namespace {

namespace pb = google::protobuf;

void add_with_dependencies(const pb::FileDescriptor& file, std::unordered_set<const pb::FileDescriptor*>& seen,
                           std::vector<std::string>& out) {
  if (!seen.insert(&file).second) return;
  pb::FileDescriptorProto proto;
  file.CopyTo(&proto);
  file.CopySourceCodeInfoTo(&proto);
  out.push_back(proto.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) add_with_dependencies(*file.dependency(i), seen, out);
}

Contracts::Files closure(const pb::FileDescriptor* file) {
  if (file == nullptr) return std::nullopt;
  std::unordered_set<const pb::FileDescriptor*> seen;
  std::vector<std::string> out;
  add_with_dependencies(*file, seen, out);
  return out;
}

}  // namespace

std::vector<std::string> Contracts::services() const {
  std::vector<std::string> names = own_;
  const auto catalog = catalog_.load();
  for (const core::Service& service : catalog->services()) {
    if (service.on_grpc) names.push_back(service.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Contracts::Files Contracts::file(const std::string& name) const {
  const auto catalog = catalog_.load();
  return closure(catalog->schema().pool().FindFileByName(name));
}

Contracts::Files Contracts::file_with_symbol(const std::string& name) const {
  const auto catalog = catalog_.load();
  return closure(catalog->schema().pool().FindFileContainingSymbol(name));
}

Contracts::Files Contracts::file_with_extension(const std::string& type, std::int32_t number) const {
  const auto catalog = catalog_.load();
  const pb::DescriptorPool& pool = catalog->schema().pool();
  const pb::Descriptor* const extended = pool.FindMessageTypeByName(type);
  const pb::FieldDescriptor* const extension =
      extended == nullptr ? nullptr : pool.FindExtensionByNumber(extended, number);
  return extension == nullptr ? std::nullopt : closure(extension->file());
}

std::optional<std::vector<std::int32_t>> Contracts::extension_numbers(const std::string& type) const {
  const auto catalog = catalog_.load();
  const pb::DescriptorPool& pool = catalog->schema().pool();
  const pb::Descriptor* const extended = pool.FindMessageTypeByName(type);
  if (extended == nullptr) return std::nullopt;
  std::vector<const pb::FieldDescriptor*> extensions;
  pool.FindAllExtensions(extended, &extensions);
  std::vector<std::int32_t> numbers;
  for (const pb::FieldDescriptor* extension : extensions) numbers.push_back(extension->number());
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace duet::grpc_door
