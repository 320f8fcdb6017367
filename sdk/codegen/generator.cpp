#include "generator.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>

#include "contract_writer.hpp"
#include "header_writer.hpp"
#include "refusals.hpp"
#include "types.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

class LinkErrors : public pb::DescriptorPool::ErrorCollector {
 public:
  explicit LinkErrors(Problems& problems) : problems_(problems) {}
  void AddError(const std::string& file, const std::string& element, const pb::Message*, ErrorLocation,
                const std::string& message) override {
    problems_.error(file, element + ": " + message);
  }

 private:
  Problems& problems_;
};

}  // namespace

std::vector<GeneratedFile> generate(const Request& request, const Parameters& parameters, Problems& problems) {
  if (!check_names_of_files(request, problems)) return {};
  pb::DescriptorPool pool;
  LinkErrors link_errors(problems);
  const pb::LogSilencer silencer;  // What is wrong is in the problems.
  for (const pb::FileDescriptorProto& file : request.files) {
    if (!check_syntax(file, problems)) return {};
    if (pool.BuildFileCollectingErrors(file, &link_errors) == nullptr) return {};
  }
  std::vector<GeneratedFile> files;
  const OptionReader options(pool);
  Names names;
  for (const std::string& name : request.files_to_generate) {
    const pb::FileDescriptor& file = *pool.FindFileByName(name);
    if (!check_file(file, problems)) continue;
    Output output{file, parameters, options, Order(file), names, problems};
    files.push_back({names.header(file), header_code(output)});
    files.push_back({names.contract_header(file), contract_code(output)});
  }
  return files;
}

}  // namespace duet::codegen
