#include "describe/files.hpp"

#include <doctest/doctest.h>
#include <google/protobuf/descriptor.pb.h>

#include "host/describe/contract.hpp"

using duet::describe::plugin_files;
using namespace duet::test;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;

namespace {

duet_slice slice(const std::string& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), nullptr, nullptr};
}

std::vector<FileDescriptorProto> files_of(const std::string& bytes) {
  auto files = plugin_files(slice(bytes));
  REQUIRE(files.ok());
  std::vector<FileDescriptorProto> parsed(files->size());
  for (std::size_t i = 0; i < parsed.size(); ++i) REQUIRE(parsed[i].ParseFromString((*files)[i]));
  return parsed;
}

std::string error_of(const FileDescriptorSet& set) {
  const std::string bytes = set.SerializeAsString();
  auto files = plugin_files(slice(bytes));
  REQUIRE_FALSE(files.ok());
  return files.error().message;
}

FileDescriptorProto& add_file(FileDescriptorSet& set, const std::string& name, const std::string& imports = {}) {
  FileDescriptorProto& file = *set.add_file();
  file.set_name(name);
  if (!imports.empty()) file.add_dependency(imports);
  return file;
}

}  // namespace

TEST_CASE("files come after those that they import, and without those of the host") {
  FileDescriptorSet set;
  add_file(set, "a.proto", "b.proto").add_dependency("google/api/annotations.proto");
  add_file(set, "google/api/annotations.proto", "google/api/http.proto");
  add_file(set, "b.proto", "c.proto").add_dependency("google/protobuf/timestamp.proto");
  add_file(set, "c.proto");
  const auto files = files_of(set.SerializeAsString());
  REQUIRE(files.size() == 3);
  CHECK(files[0].name() == "c.proto");
  CHECK(files[1].name() == "b.proto");
  CHECK(files[2].name() == "a.proto");
}

TEST_CASE("imports that lead nowhere or in a circle, and files that come twice, are errors") {
  FileDescriptorSet missing;
  add_file(missing, "a.proto", "b.proto");
  CHECK(error_of(missing).starts_with("the file 'a.proto' imports 'b.proto', which is neither in the descriptor set"));
  FileDescriptorSet circle;
  add_file(circle, "a.proto", "b.proto");
  add_file(circle, "b.proto", "a.proto");
  CHECK(error_of(circle) == "the file 'a.proto' imports itself, by way of 'b.proto'");
  FileDescriptorSet twice;
  add_file(twice, "a.proto");
  add_file(twice, "a.proto");
  CHECK(error_of(twice) == "the descriptor set has the file 'a.proto' twice");
}

TEST_CASE("only JSON names that say something stay") {
  const auto files = files_of(compile({{"a.proto", R"(
    syntax = "proto3";
    message M {
      int32 page_size = 1;
      int32 _odd__name_ = 2;
      int32 other = 3 [json_name = "different"];
      message Inner { int32 deep_field = 1; }
    })"}}));
  const auto& message = files.at(0).message_type(0);
  CHECK_FALSE(message.field(0).has_json_name());
  CHECK_FALSE(message.field(1).has_json_name());
  CHECK(message.field(2).json_name() == "different");
  CHECK_FALSE(message.nested_type(0).field(0).has_json_name());
}
