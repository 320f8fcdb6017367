#include "host/describe/contract.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

namespace duet::test {

namespace fs = std::filesystem;

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "duet-describe-XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}

Folder::~Folder() { fs::remove_all(path_); }

std::string run_protoc(const Sources& sources, const std::string& options) {
  const Folder folder;
  const fs::path set = folder.path() / "set";
  std::string command = PROTOC_PROGRAM " --include_source_info '-I" + folder.path().string() +
                        "' '--descriptor_set_out=" + set.string() + "' " + options;
  for (const auto& [name, text] : sources) {
    fs::create_directories((folder.path() / name).parent_path());
    std::ofstream(folder.path() / name) << text;
    command += " '" + name + "'";
  }
  REQUIRE(std::system(command.c_str()) == 0);
  std::ifstream in(set, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string compile(const Sources& sources) { return run_protoc(sources, "'-I" PROTO_FOLDER "'"); }

std::string compile_shop(const std::string& body) {
  const bool has_rules = body.find("google.api.http") != body.npos;
  return compile({{"shop.proto", std::string("syntax = \"proto3\";\npackage shop.v1;\n") +
                                     (has_rules ? "import \"google/api/annotations.proto\";\n" : "") + body}});
}

Description::Description(std::string descriptor_set) : set_(std::move(descriptor_set)) {}

Description& Description::method(const std::string& full_name, std::uint32_t flags, std::uint32_t kind) {
  const std::string& name = names_.emplace_back(full_name);
  duet_method method{};
  method.size = sizeof method;
  method.kind = kind;
  method.encodings = DUET_PROTOBUF | DUET_JSON;
  method.flags = flags;
  method.full_name = {name.data(), name.size()};
  method.state_bytes = 128;
  methods_.push_back(method);
  return *this;
}

Description& Description::encodings(std::uint32_t mask) {
  methods_.back().encodings = mask;
  return *this;
}

Description& Description::max_body_bytes(std::uint64_t bytes) {
  methods_.back().max_body_bytes = bytes;
  return *this;
}

Description& Description::cache_control(std::string_view directives) {
  const std::string& text = names_.emplace_back(directives);
  methods_.back().cache_control = {text.data(), text.size()};
  return *this;
}

const duet_description& Description::get() {
  description_.size = sizeof description_;
  description_.id = {"com.example.shop", 16};
  description_.version = {"1.0.0", 5};
  description_.descriptor_set = {reinterpret_cast<const std::uint8_t*>(set_.data()), set_.size(), nullptr, nullptr};
  description_.methods = methods_.data();
  description_.n_methods = static_cast<std::uint32_t>(methods_.size());
  description_.method_stride = sizeof(duet_method);
  return description_;
}

}  // namespace duet::test
