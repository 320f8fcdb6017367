// FileBuilder: makes the google.protobuf.FileDescriptorProto of a package from models, and from services that the
// caller serializes.
//
//   FileBuilder file("items.v1");
//   std::string input = file.add_message<GetItemRequest>();   // ".items.v1.GetItemRequest"
//   file.add_service("Items", service_bytes, {{{}, "The catalogue."}, {{kServiceMethods, 0}, "Reads an item."}});
//   std::string bytes, error;
//   if (!file.finish(bytes, error)) ...
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../model.hpp"
#include "../rules/pattern_engine.hpp"
#include "comments.hpp"
#include "write.hpp"

namespace duet::detail {

// "items.v1" -> "items/v1/items.proto": the folders of the package, and its last component that is not a version.
inline std::string proto_file_name(std::string_view package) {
  std::string folder, stem = "service";
  while (!package.empty()) {
    const std::size_t size = std::min(package.find('.'), package.size());
    const std::string part(package.substr(0, size));
    const bool is_version = part.size() > 1 && part[0] == 'v' && part[1] >= '0' && part[1] <= '9';
    folder += part + '/';
    if (!is_version) stem = part;
    package.remove_prefix(std::min(size + 1, package.size()));
  }
  return folder + stem + ".proto";
}

// Are models that come from a .proto imported from it, or defined as if they had been written by hand?
enum class Origins { kImported, kIgnored };

class FileBuilder {
 public:
  // `package` may be empty. A model that two packages use is defined in each, unless it comes from a .proto.
  explicit FileBuilder(std::string package, Origins origins = Origins::kImported)
      : package_(std::move(package)), origins_(origins) {}

  const std::string& package() const { return package_; }
  // A name that no imported .proto has, nor any other that it was told to avoid.
  std::string file_name() const;
  void avoid(std::string name) { avoided_.insert(std::move(name)); }

  // Adds T and every type within it, each once, T after what it uses. Returns the full name with a leading dot.
  template <Model T>
  std::string add_message();
  template <DescribedEnum E>
  std::string add_enum();

  // `bytes` is a google.protobuf.ServiceDescriptorProto. The paths of the comments begin at the service: {} is the
  // service itself, {kServiceMethods, 0} its first method.
  void add_service(std::string_view name, std::string bytes, std::vector<Comment> comments);

  // A file that options or types come from, as in an `import` of a .proto.
  void add_import(std::string_view file) { imports_.emplace(file); }

  // The .proto files that models come from, each once.
  const std::vector<const ProtoFile*>& proto_files() const { return proto_files_; }

  // The FileDescriptorProto. False and an error text if two things have one name.
  bool finish(std::string& bytes, std::string& error) const;

 private:
  std::string full_name(std::string_view name) const {
    return (package_.empty() ? "." : "." + package_ + ".") + std::string(name);
  }
  // What a model or enum from a .proto is called there; empty for any other.
  std::string imported_name(const Origin& origin);
  bool claim(std::string_view name, const void* owner, std::string use);
  void put_message(MessageSpec spec);
  void put_enum(const EnumSpec& spec, const EnumValue* values);
  void import_options(const MessageSpec& spec);
  void comment(std::vector<std::int32_t> path, std::string text) {
    if (!text.empty()) comments_.push_back({std::move(path), std::move(text)});
  }

  struct Symbol {
    const void* owner;
    std::string use;
  };

  std::string package_;
  Origins origins_;
  std::vector<const ProtoFile*> proto_files_;
  std::string error_;
  std::string context_;  // the field whose type is being added
  std::map<std::string, Symbol, std::less<>> symbols_;
  std::set<std::string, std::less<>> imports_, avoided_;
  std::vector<std::string> messages_, enums_, services_;
  std::vector<Comment> comments_;
};

template <Model T>
std::string FileBuilder::add_message() {
  if constexpr (!ImportedType<T>::kFullName.empty()) {
    add_import(ImportedType<T>::kFile);
    return "." + std::string(ImportedType<T>::kFullName);
  } else {
    if (std::string known = imported_name(rule_or(kModelData<T>.options, Origin{})); !known.empty()) return known;
    constexpr std::string_view name = kModelData<T>.name;
    if (!claim(name, &kTypeId<T>, "a message" + context_)) return full_name(name);
    MessageSpec spec = message_spec<T>();
    const std::string outer = context_;
    for_each_field<T>([&]<class F>() {
      context_ = " (in the field '" + std::string(name) + "." + std::string(F::kName) + "')";
      std::string type_name;
      if constexpr (F::kKind == Kind::kMessage) type_name = add_message<typename F::Value>();
      if constexpr (F::kKind == Kind::kEnum) type_name = add_enum<typename F::Value>();
      spec.fields.push_back(field_spec<F>(std::move(type_name)));
    });
    context_ = outer;
    put_message(std::move(spec));
    return full_name(name);
  }
}

template <DescribedEnum E>
std::string FileBuilder::add_enum() {
  if constexpr (!ImportedType<E>::kFullName.empty()) {
    add_import(ImportedType<E>::kFile);
    return "." + std::string(ImportedType<E>::kFullName);
  } else {
    constexpr const auto& data = EnumInfo<E>::kData;
    if (std::string known = imported_name(rule_or(data.options, Origin{})); !known.empty()) return known;
    if (claim(data.name, &kTypeId<E>, "an enum" + context_)) put_enum(enum_spec<E>(), data.values.data());
    return full_name(data.name);
  }
}

inline std::string FileBuilder::file_name() const {
  std::string name = proto_file_name(package_);
  while (imports_.contains(name) || avoided_.contains(name))
    name.insert(name.size() - std::string_view(".proto").size(), "_service");
  return name;
}

inline std::string FileBuilder::imported_name(const Origin& origin) {
  if (origin.file == nullptr || origins_ == Origins::kIgnored) return {};
  add_import(origin.file->name);
  if (std::find(proto_files_.begin(), proto_files_.end(), origin.file) == proto_files_.end())
    proto_files_.push_back(origin.file);
  return "." + std::string(origin.full_name);
}

// True if the name is new; false if its owner has been added before, or if it is another's, which is an error. Nothing
// owns the name of a service (nullptr): it is never added twice.
inline bool FileBuilder::claim(std::string_view name, const void* owner, std::string use) {
  const auto known = symbols_.find(name);
  if (known == symbols_.end()) {
    symbols_.emplace(std::string(name), Symbol{owner, std::move(use)});
    return true;
  }
  if ((owner == nullptr || known->second.owner != owner) && error_.empty()) {
    error_ = "package '" + package_ + "': the name '" + std::string(name) + "' stands for " + known->second.use +
             " and for " + use + "; rename one of them";
  }
  return false;
}

inline void FileBuilder::import_options(const MessageSpec& spec) {
  if (spec.keeps_unknown || !spec.checks.empty()) add_import("duet/options.proto");
  for (const OneofSpec& oneof : spec.oneofs)
    if (oneof.required) add_import("buf/validate/validate.proto");
  for (const FieldSpec& field : spec.fields) {
    if (field.required || field.output_only || field.input_only || field.immutable)
      add_import("google/api/field_behavior.proto");
    if (!field.options.rules.empty()) add_import("buf/validate/validate.proto");
    if (!field.options.more.empty()) add_import("duet/options.proto");
  }
}

inline void FileBuilder::put_message(MessageSpec spec) {
  const auto index = static_cast<std::int32_t>(messages_.size());
  messages_.push_back(message_bytes(spec, full_name(spec.name)));
  import_options(spec);
  comment({kFileMessages, index}, std::string(spec.doc));
  for (std::size_t i = 0; i < spec.fields.size(); ++i)
    comment({kFileMessages, index, kMessageFields, static_cast<std::int32_t>(i)}, std::move(spec.fields[i].comment));
  for (std::size_t i = 0; i < spec.oneofs.size(); ++i)
    comment({kFileMessages, index, kMessageOneofs, static_cast<std::int32_t>(i)}, std::string(spec.oneofs[i].doc));
}

// `values` are those of DUET_ENUM itself, which own their names: the values of an enum share those of the package.
inline void FileBuilder::put_enum(const EnumSpec& spec, const EnumValue* values) {
  const auto index = static_cast<std::int32_t>(enums_.size());
  enums_.push_back(enum_bytes(spec));
  comment({kFileEnums, index}, std::string(spec.doc));
  for (std::size_t i = 0; i < spec.values.size(); ++i) {
    claim(values[i].name, &values[i], "a value of the enum " + std::string(spec.name));
    comment({kFileEnums, index, kEnumValues, static_cast<std::int32_t>(i)}, std::string(values[i].doc));
  }
}

inline void FileBuilder::add_service(std::string_view name, std::string bytes, std::vector<Comment> comments) {
  const auto index = static_cast<std::int32_t>(services_.size());
  services_.push_back(std::move(bytes));
  claim(name, nullptr, "a service");
  for (Comment& one : comments) {
    one.path.insert(one.path.begin(), {kFileServices, index});
    comment(std::move(one.path), std::move(one.text));
  }
}

inline bool FileBuilder::finish(std::string& bytes, std::string& error) const {
  error = error_;
  if (!error.empty()) return false;
  bytes.clear();
  protozero::pbf_writer file(bytes);
  file.add_string(1, file_name());
  if (!package_.empty()) file.add_string(2, package_);
  for (const std::string& import : imports_) file.add_string(3, import);
  for (const std::string& message : messages_) file.add_message(4, message);
  for (const std::string& enumeration : enums_) file.add_message(5, enumeration);
  for (const std::string& service : services_) file.add_message(6, service);
  if (!comments_.empty()) file.add_message(9, source_info_bytes(comments_));
  file.add_string(12, "proto3");
  return true;
}

}  // namespace duet::detail
