#include "describe/files.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "core/schema.hpp"

namespace duet::describe {
namespace {

namespace pb = google::protobuf;

// "page_size" -> "pageSize", by protoc's rule.
std::string default_json_name(std::string_view field) {
  std::string name;
  bool upper = false;
  for (const char c : field) {
    if (c == '_') {
      upper = true;
      continue;
    }
    name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return name;
}

void drop_default_json_names(pb::RepeatedPtrField<pb::FieldDescriptorProto>& fields) {
  for (pb::FieldDescriptorProto& field : fields) {
    if (field.json_name() == default_json_name(field.name())) field.clear_json_name();
  }
}

void drop_default_json_names(pb::DescriptorProto& message) {
  drop_default_json_names(*message.mutable_field());
  drop_default_json_names(*message.mutable_extension());
  for (pb::DescriptorProto& nested : *message.mutable_nested_type()) drop_default_json_names(nested);
}

std::string without_blanks(std::string_view comment) {
  std::string text;
  while (!comment.empty()) {
    if (comment.front() == ' ') comment.remove_prefix(1);
    const std::size_t end = comment.find('\n');
    const std::size_t size = end == comment.npos ? comment.size() : end + 1;
    text += comment.substr(0, size);
    comment.remove_prefix(size);
  }
  return text;
}

void drop_comment_blanks(pb::SourceCodeInfo& info) {
  for (pb::SourceCodeInfo::Location& location : *info.mutable_location()) {
    if (location.has_leading_comments()) location.set_leading_comments(without_blanks(location.leading_comments()));
    if (location.has_trailing_comments()) location.set_trailing_comments(without_blanks(location.trailing_comments()));
    for (std::string& comment : *location.mutable_leading_detached_comments()) comment = without_blanks(comment);
  }
}

// Puts every file after those that it imports.
class Sorter {
 public:
  explicit Sorter(pb::FileDescriptorSet& set) {
    for (pb::FileDescriptorProto& file : *set.mutable_file()) {
      if (!files_.try_emplace(file.name(), Entry{&file, State::kWaiting}).second) {
        fail("the descriptor set has the file '" + file.name() + "' twice");
      }
    }
  }

  void add_all(const pb::FileDescriptorSet& set) {
    for (const pb::FileDescriptorProto& file : set.file()) add(file.name(), "");
  }

  const std::string& error() const { return error_; }
  std::vector<std::string>& sorted() { return sorted_; }

 private:
  enum class State { kWaiting, kOpen, kDone };
  struct Entry {
    pb::FileDescriptorProto* file;
    State state;
  };

  void add(const std::string& name, const std::string& importer) {
    if (!error_.empty() || host_.pool().FindFileByName(name) != nullptr) return;
    const auto found = files_.find(name);
    if (found == files_.end()) {
      return fail("the file '" + importer + "' imports '" + name +
                  "', which is neither in the descriptor set nor in the host; put it into the set (protoc does with "
                  "--include_imports)");
    }
    Entry& entry = found->second;
    if (entry.state == State::kDone) return;
    if (entry.state == State::kOpen)
      return fail("the file '" + name + "' imports itself, by way of '" + importer + "'");
    entry.state = State::kOpen;
    for (const std::string& dependency : entry.file->dependency()) add(dependency, name);
    entry.state = State::kDone;
    tidy(*entry.file);
    sorted_.push_back(entry.file->SerializeAsString());
  }

  static void tidy(pb::FileDescriptorProto& file) {
    for (pb::DescriptorProto& message : *file.mutable_message_type()) drop_default_json_names(message);
    drop_default_json_names(*file.mutable_extension());
    if (file.has_source_code_info()) drop_comment_blanks(*file.mutable_source_code_info());
  }

  void fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
  }

  const core::Schema host_;
  std::map<std::string, Entry, std::less<>> files_;
  std::vector<std::string> sorted_;
  std::string error_;
};

}  // namespace

base::Result<std::vector<std::string>> plugin_files(const duet_slice& descriptor_set) {
  pb::FileDescriptorSet set;
  if (descriptor_set.data == nullptr || descriptor_set.size > std::size_t{std::numeric_limits<int>::max()} ||
      !set.ParseFromArray(descriptor_set.data, static_cast<int>(descriptor_set.size))) {
    return base::Error{"the descriptor set is not a serialized google.protobuf.FileDescriptorSet"};
  }
  if (set.file().empty()) return base::Error{"the descriptor set holds no file"};
  Sorter sorter(set);
  sorter.add_all(set);
  if (!sorter.error().empty()) return base::Error{sorter.error()};
  return std::move(sorter.sorted());
}

}  // namespace duet::describe
