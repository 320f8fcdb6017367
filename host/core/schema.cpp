#include "core/schema.hpp"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/api.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/source_context.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/type.pb.h>
#include <google/protobuf/wrappers.pb.h>

#include "buf/validate/validate.pb.h"
#include "duet/options.pb.h"
#include "google/api/annotations.pb.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/httpbody.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace duet::core {
namespace {

namespace pb = google::protobuf;

/// A static library's files are registered only when something in them is used: this uses each file that a plugin may
/// import without carrying it.
const pb::DescriptorPool* host_files() {
  [[maybe_unused]] static const std::array<const pb::Descriptor*, 16> used{pb::Any::descriptor(),
                                                                           pb::Api::descriptor(),
                                                                           pb::Duration::descriptor(),
                                                                           pb::Empty::descriptor(),
                                                                           pb::FieldMask::descriptor(),
                                                                           pb::SourceContext::descriptor(),
                                                                           pb::Struct::descriptor(),
                                                                           pb::Timestamp::descriptor(),
                                                                           pb::Type::descriptor(),
                                                                           pb::StringValue::descriptor(),
                                                                           google::api::HttpRule::descriptor(),
                                                                           google::api::HttpBody::descriptor(),
                                                                           google::rpc::Status::descriptor(),
                                                                           google::rpc::ErrorInfo::descriptor(),
                                                                           buf::validate::FieldRules::descriptor(),
                                                                           duet::options::Field::descriptor()};
  [[maybe_unused]] static const auto* behavior = google::api::FieldBehavior_descriptor();
  // annotations.proto has an extension and no message. What is returned hangs on it, or compilers would leave it out.
  const bool has_http_option = google::api::http.number() == google::api::kHttpFieldNumber;
  return has_http_option ? pb::DescriptorPool::generated_pool() : nullptr;
}

class FirstError : public pb::DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& /*file*/, const std::string& element, const pb::Message*, ErrorLocation,
                const std::string& message) override {
    if (text.empty()) text = element + ": " + message;
  }
  std::string text;
};

}  // namespace

Schema::Schema() : pool_(std::make_unique<pb::DescriptorPool>(host_files())) {}
Schema::~Schema() = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;

bool Schema::add(std::string_view plugin, const std::vector<std::string>& files, std::string& error) {
  std::vector<std::string>& own = files_of_plugin_[std::string(plugin)];
  for (const std::string& bytes : files) {
    pb::FileDescriptorProto file;
    if (!file.ParseFromString(bytes)) {
      error = "plugin '" + std::string(plugin) + "': a file of its descriptor set is not a FileDescriptorProto";
      return false;
    }
    if (const auto known = plugin_of_file_.find(file.name()); known != plugin_of_file_.end()) {
      pb::FileDescriptorProto other;
      pool_->FindFileByName(file.name())->CopyTo(&other);
      pb::FileDescriptorProto bare = file;
      bare.clear_source_code_info();
      if (other.SerializeAsString() == bare.SerializeAsString()) {
        own.push_back(file.name());
        continue;
      }
      error = "plugin '" + std::string(plugin) + "': its file '" + file.name() + "' differs from the one of plugin '" +
              known->second + "'; give one of them another package";
      return false;
    }
    if (pool_->FindFileByName(file.name()) != nullptr) continue;  // The host carries it.
    FirstError collector;
    if (pool_->BuildFileCollectingErrors(file, &collector) == nullptr) {
      error = "plugin '" + std::string(plugin) + "': its file '" + file.name() + "' does not link: " + collector.text;
      return false;
    }
    own.push_back(file.name());
    file_names_.push_back(file.name());
    plugin_of_file_.emplace(file.name(), plugin);
  }
  return true;
}

const std::vector<std::string>& Schema::files_of(std::string_view plugin) const {
  static const std::vector<std::string> none;
  const auto found = files_of_plugin_.find(plugin);
  return found != files_of_plugin_.end() ? found->second : none;
}

}  // namespace duet::core
