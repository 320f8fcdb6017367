#include "contract/contract.hpp"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <limits>

#include "contract/linker.hpp"

namespace duet::contract {
namespace {

class ErrorList final : public pb::DescriptorPool::ErrorCollector {
 public:
  explicit ErrorList(const std::string& origin) : origin_(origin) {}
  void AddError(const std::string& file, const std::string& element, const pb::Message*, ErrorLocation,
                const std::string& message) override {
    errors.push_back(origin_ + ": " + file + ": " + element + ": " + message);
  }
  Errors errors;

 private:
  const std::string origin_;
};

struct SetLibrary final : Library {
  explicit SetLibrary(const std::string& origin) : list(origin) {}

  pb::SimpleDescriptorDatabase set;
  pb::MergedDescriptorDatabase database{&set, &host.database()};
  ErrorList list;
  pb::DescriptorPool pool{&database, &list};
};

/// What the pool would say in more and darker words.
Errors faults_of(const pb::FileDescriptorSet& set, const HostFiles& host, const std::string& origin) {
  Errors errors;
  std::map<std::string, int> counts;
  for (const pb::FileDescriptorProto& file : set.file()) {
    if (++counts[file.name()] == 2) errors.push_back(origin + " has the file '" + file.name() + "' twice");
    if (file.syntax() == "editions") {
      errors.push_back(origin + ": '" + file.name() +
                       "' is written in an edition of protobuf, which is not understood here; use proto3 or proto2");
    }
  }
  for (const pb::FileDescriptorProto& file : set.file()) {
    for (const std::string& import : file.dependency()) {
      if (counts.contains(import) || host.has(import)) continue;
      errors.push_back(origin + ": '" + file.name() + "' imports '" + import +
                       "', which is not in the set; put it in (protoc does with --include_imports)");
    }
  }
  return errors;
}

}  // namespace

ReadContract read_descriptor_set(std::string_view bytes, const std::string& origin) {
  pb::FileDescriptorSet set;
  const pb::LogSilencer silencer;  // What is wrong is in the errors.
  if (bytes.size() > std::size_t{std::numeric_limits<int>::max()} ||
      !set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Errors{origin + " is no serialized google.protobuf.FileDescriptorSet; write one with " +
                  "`duet contract export --format descriptor-set` or `protoc --descriptor_set_out`"};
  }
  if (set.file().empty()) return Errors{origin + " holds no file of any contract; was it written completely?"};
  const auto library = std::make_shared<SetLibrary>(origin);
  if (Errors faults = faults_of(set, library->host, origin); !faults.empty()) return faults;
  std::vector<std::string> names;
  for (const pb::FileDescriptorProto& file : set.file()) {
    library->set.Add(file);
    names.push_back(file.name());
  }
  return link(library, library->pool, names, library->list.errors);
}

Files own_files(const core::Schema& schema) {
  Files files;
  for (const std::string& name : schema.file_names()) files.push_back(schema.pool().FindFileByName(name));
  return files;
}

}  // namespace duet::contract
