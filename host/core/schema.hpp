// The contracts of all that is mounted, as linked descriptors.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class DescriptorPool;
}

namespace duet::core {

/// The .proto files of every mounted plugin in one pool, over the files that the host itself carries (google/api,
/// google/rpc, google/protobuf). Filled once, then read by many threads at the same time.
class Schema {
 public:
  Schema();
  ~Schema();
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;

  /// Adds a plugin's files (serialized FileDescriptorProto, dependencies first). The same file from two plugins is fine
  /// if it says the same. False with one line of `error` for what contradicts itself or another plugin.
  bool add(std::string_view plugin, const std::vector<std::string>& files, std::string& error);

  const google::protobuf::DescriptorPool& pool() const { return *pool_; }
  /// The names of the plugins' own files, in the order they were added.
  const std::vector<std::string>& file_names() const { return file_names_; }
  /// The names of those that the plugin has given, shared ones included.
  const std::vector<std::string>& files_of(std::string_view plugin) const;

 private:
  std::unique_ptr<google::protobuf::DescriptorPool> pool_;
  std::vector<std::string> file_names_;
  std::map<std::string, std::string, std::less<>> plugin_of_file_;
  std::map<std::string, std::vector<std::string>, std::less<>> files_of_plugin_;
};

}  // namespace duet::core
