#include "contract_writer.hpp"

#include <algorithm>
#include <set>

#include "types.hpp"
#include "words.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;
using Files = std::vector<const pb::FileDescriptor*>;

bool contains(const Files& files, const pb::FileDescriptor* file) {
  return std::find(files.begin(), files.end(), file) != files.end();
}

bool has_comment(const pb::SourceCodeInfo::Location& location) {
  return location.has_leading_comments() || location.has_trailing_comments() ||
         location.leading_detached_comments_size() > 0;
}

// Of the places in the source only those with comments are kept: nothing else is read from them.
void drop_silent_locations(pb::FileDescriptorProto& file) {
  pb::SourceCodeInfo info;
  for (const pb::SourceCodeInfo::Location& location : file.source_code_info().location()) {
    if (has_comment(location)) *info.add_location() = location;
  }
  file.clear_source_code_info();
  if (info.location_size() > 0) *file.mutable_source_code_info() = std::move(info);
}

std::string descriptor_bytes(const pb::FileDescriptor& file) {
  pb::FileDescriptorProto proto;
  file.CopyTo(&proto);
  file.CopyJsonNameTo(&proto);
  file.CopySourceCodeInfoTo(&proto);
  drop_silent_locations(proto);
  return proto.SerializeAsString();
}

// The bytes as string literals, one a line.
std::string literals(std::string_view bytes) {
  constexpr std::size_t kColumns = 112;
  std::string lines, line;
  const auto flush = [&] {
    if (!line.empty()) lines += "    \"" + line + "\"\n";
    line.clear();
  };
  for (const char c : bytes) {
    const std::string literal = quoted_bytes({&c, 1});
    line += literal.substr(1, literal.size() - 2);
    if (line.size() >= kColumns - 4) flush();
  }
  flush();
  lines.pop_back();
  return lines;
}

// The imports that no header brings: files that are used for their options only travel inside of this one.
void add_carried(const pb::FileDescriptor& file, const Files& included, Files& carried) {
  for (int i = 0; i < file.dependency_count(); ++i) {
    const pb::FileDescriptor* import = file.dependency(i);
    if (is_host_file(import->name()) || contains(included, import) || contains(carried, import)) continue;
    add_carried(*import, included, carried);
    carried.push_back(import);
  }
}

std::string constant_code(const std::string& name, const pb::FileDescriptor& file,
                          const std::vector<std::string>& imports) {
  std::string code = "inline constexpr char " + name + "Bytes[] =\n" + literals(descriptor_bytes(file)) + ";\n";
  if (!imports.empty()) {
    code += "inline constexpr const duet::ProtoFile* " + name + "Imports[] = {";
    for (std::size_t i = 0; i < imports.size(); ++i) code += (i == 0 ? "&" : ", &") + imports[i];
    code += "};\n";
  }
  return code + "inline constexpr duet::ProtoFile " + name + "{" + quoted(file.name()) + ", {" + name +
         "Bytes, sizeof " + name + "Bytes - 1}" + (imports.empty() ? "" : ", " + name + "Imports") + "};\n";
}

void add_type_file(const pb::Descriptor* type, const pb::FileDescriptor& user, Files& files) {
  if (type == nullptr || type->file() == &user || is_well_known_file(type->file()->name())) return;
  if (!contains(files, type->file())) files.push_back(type->file());
}

void add_used_files(const pb::Descriptor& message, Files& files) {
  for (int i = 0; i < message.field_count(); ++i) {
    const pb::FieldDescriptor& field = *message.field(i);
    const pb::FieldDescriptor& value = field.is_map() ? *field.message_type()->map_value() : field;
    add_type_file(value.message_type(), *message.file(), files);
    const pb::FileDescriptor* file = value.enum_type() != nullptr ? value.enum_type()->file() : message.file();
    if (file != message.file() && !is_well_known_file(file->name()) && !contains(files, file)) files.push_back(file);
  }
}

}  // namespace

Files included_files(const pb::FileDescriptor& file) {
  Files files;
  for (int i = 0; i < file.public_dependency_count(); ++i) {
    if (!is_host_file(file.public_dependency(i)->name())) files.push_back(file.public_dependency(i));
  }
  for (const pb::Descriptor* message : all_messages(file)) add_used_files(*message, files);
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      add_type_file(file.service(s)->method(m)->input_type(), file, files);
      add_type_file(file.service(s)->method(m)->output_type(), file, files);
    }
  }
  std::sort(files.begin(), files.end(), [](const auto* a, const auto* b) { return a->name() < b->name(); });
  return files;
}

std::string contract_code(Output& output) {
  const pb::FileDescriptor& file = output.file;
  Names& names = output.names;
  const Files included = included_files(file);
  Files carried;
  add_carried(file, included, carried);

  std::string code = "// " + file.name() +
                     " as protobuf sees it. Made by protoc-gen-duet; changes go into the .proto.\n#pragma "
                     "once\n\n#include <duet/model/proto_file.hpp>\n";
  if (!included.empty()) code += "\n";
  for (const pb::FileDescriptor* one : included) code += "#include \"" + names.contract_header(*one) + "\"\n";
  const std::string space = names.name_space(file);
  code += "\n";
  if (!space.empty()) code += "namespace " + space + " {\n\n";

  const std::string constant = names.file_constant(file);
  std::vector<std::string> imports;
  for (const pb::FileDescriptor* one : included) {
    const std::string other = names.name_space(*one);
    imports.push_back((other.empty() ? "::" : "::" + other + "::") + names.file_constant(*one));
  }
  for (const pb::FileDescriptor* one : carried) {
    imports.push_back(constant + names.file_constant(*one).substr(1));
    code += constant_code(imports.back(), *one, {}) + "\n";
  }
  code += constant_code(constant, file, imports);
  if (!space.empty()) code += "\n}  // namespace " + space + "\n";
  return code;
}

}  // namespace duet::codegen
