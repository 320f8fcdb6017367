#include "contract/linker.hpp"

#include <google/protobuf/stubs/logging.h>

#include <map>
#include <utility>

namespace duet::contract {
namespace {

void add(const pb::FileDescriptor& file, const HostFiles& host,
         std::map<std::string, const pb::FileDescriptor*>& found) {
  if (host.has(file.name()) || !found.emplace(file.name(), &file).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) add(*file.dependency(i), host, found);
}

}  // namespace

ReadContract link(std::shared_ptr<const Library> library, const pb::DescriptorPool& pool,
                  const std::vector<std::string>& names, const Errors& errors) {
  const pb::LogSilencer silencer;  // What is wrong is in the errors.
  std::map<std::string, const pb::FileDescriptor*> found;
  for (const std::string& name : names) {
    const pb::FileDescriptor* file = pool.FindFileByName(name);
    if (file != nullptr) add(*file, library->host, found);
  }
  if (!errors.empty()) return errors;
  Contract contract{std::move(library), {}};
  for (const auto& [name, file] : found) contract.files.push_back(file);
  return contract;
}

}  // namespace duet::contract
