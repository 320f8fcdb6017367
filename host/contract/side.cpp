#include "contract/side.hpp"

#include <functional>

namespace duet::contract {
namespace {

using Naming = std::function<std::string(const std::string& full_name)>;

void add_message(const pb::Descriptor& message, const Naming& name, Elements& out) {
  out.messages.emplace(name(message.full_name()), &message);
  for (int i = 0; i < message.enum_type_count(); ++i) {
    out.enums.emplace(name(message.enum_type(i)->full_name()), message.enum_type(i));
  }
  for (int i = 0; i < message.extension_count(); ++i) {
    out.extensions.emplace(name(message.extension(i)->full_name()), message.extension(i));
  }
  for (int i = 0; i < message.nested_type_count(); ++i) add_message(*message.nested_type(i), name, out);
}

void add_file(const pb::FileDescriptor& file, const Naming& name, Elements& out) {
  for (int i = 0; i < file.message_type_count(); ++i) add_message(*file.message_type(i), name, out);
  for (int i = 0; i < file.enum_type_count(); ++i) {
    out.enums.emplace(name(file.enum_type(i)->full_name()), file.enum_type(i));
  }
  for (int i = 0; i < file.extension_count(); ++i) {
    out.extensions.emplace(name(file.extension(i)->full_name()), file.extension(i));
  }
  for (int i = 0; i < file.service_count(); ++i) {
    out.services.emplace(name(file.service(i)->full_name()), file.service(i));
  }
}

Naming within(const pb::FileDescriptor& file) {
  return [&file](const std::string& full_name) { return std::string(name_in_package(file, full_name)); };
}

}  // namespace

Side::Side(const Files& list) {
  for (const pb::FileDescriptor* file : list) {
    files.emplace(file->name(), file);
    add_file(
        *file, [](const std::string& full_name) { return full_name; }, all);
    add_file(*file, within(*file), packages[file->package()]);
    add_file(*file, within(*file), in_files[file->name()]);
  }
  for (const auto& [name, extension] : all.extensions) {
    extension_by_number.emplace(std::pair(extension->containing_type()->full_name(), extension->number()), extension);
  }
}

std::string_view name_in_package(const pb::FileDescriptor& file, const std::string& full_name) {
  return std::string_view(full_name).substr(file.package().empty() ? 0 : file.package().size() + 1);
}

const pb::Descriptor* nearest_around(std::string_view name, const ByName<pb::Descriptor>& messages) {
  for (std::size_t dot = name.rfind('.'); dot != name.npos; dot = name.rfind('.')) {
    name = name.substr(0, dot);
    if (const auto found = messages.find(name); found != messages.end()) return found->second;
  }
  return nullptr;
}

}  // namespace duet::contract
