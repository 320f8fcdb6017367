// The .proto files that come into a contract as they are.
#pragma once

#include <map>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "../model/proto_file.hpp"

namespace duet::detail {

class ProtoFiles {
 public:
  // Adds the file behind those that it imports, each once. False and an error text if another file has the same name.
  bool add(const ProtoFile& file, std::string& error) {
    const auto [at, is_new] = by_name_.emplace(file.name, &file);
    if (!is_new) {
      if (at->second == &file || at->second->descriptor == file.descriptor) return true;
      error = "the contract has two files " + std::string(file.name) + " that differ; make both from one .proto";
      return false;
    }
    for (const ProtoFile* import : file.imports) {
      if (!add(*import, error)) return false;
    }
    files_.push_back(&file);
    return true;
  }

  bool has(std::string_view name) const { return by_name_.contains(name); }

  // Appends all to a google.protobuf.FileDescriptorSet.
  void append_to(std::string& set) const {
    protozero::pbf_writer writer(set);
    for (const ProtoFile* file : files_) writer.add_message(1, file->descriptor.data(), file->descriptor.size());
  }

 private:
  std::map<std::string_view, const ProtoFile*> by_name_;
  std::vector<const ProtoFile*> files_;
};

}  // namespace duet::detail
