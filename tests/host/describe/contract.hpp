// Contracts for tests: .proto text to the descriptor set that a plugin would carry.
#pragma once

#include <duet/abi/description.h>

#include <deque>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace duet::test {

// File name -> .proto text.
using Sources = std::map<std::string, std::string>;

// A folder of its own, gone with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What protoc makes of `sources`: a serialized google.protobuf.FileDescriptorSet with comments. Fails the test if they
// do not compile.
std::string run_protoc(const Sources& sources, const std::string& options);

// The same, with the files of google/api to import, which are not part of the outcome.
std::string compile(const Sources& sources);

// A contract of one file, "shop.proto": `body` in the package shop.v1.
std::string compile_shop(const std::string& body);

// What a plugin says of itself: a contract and a method table.
class Description {
 public:
  explicit Description(std::string descriptor_set);
  Description(const Description&) = delete;
  Description& operator=(const Description&) = delete;

  Description& method(const std::string& full_name, std::uint32_t flags = 0, std::uint32_t kind = DUET_UNARY);
  // Of the method added last.
  Description& encodings(std::uint32_t mask);
  Description& max_body_bytes(std::uint64_t bytes);
  Description& cache_control(std::string_view directives);
  const duet_description& get();

 private:
  std::string set_;
  std::deque<std::string> names_;
  std::vector<duet_method> methods_;
  duet_description description_{};
};

}  // namespace duet::test
