#include "refusals.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "names.hpp"
#include "order.hpp"
#include "types.hpp"

namespace duet::codegen {

namespace pb = google::protobuf;

namespace {

// protoc writes "NAME.duet.hpp" below a folder, as the name of the file says.
bool stays_inside(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != name.npos || name.find('\0') != name.npos) return false;
  while (true) {
    const std::size_t size = std::min(name.find('/'), name.size());
    if (name.substr(0, size) == "..") return false;
    if (size == name.size()) return true;
    name.remove_prefix(size + 1);
  }
}

}  // namespace

bool check_names_of_files(const Request& request, Problems& problems) {
  const std::size_t known = problems.errors().size();
  std::set<std::string_view> seen;
  for (const std::string& name : request.files_to_generate) {
    const auto is_it = [&](const pb::FileDescriptorProto& file) { return file.name() == name; };
    if (!stays_inside(name)) {
      problems.error("'" + name + "'",
                     "what is made of it would be outside of the folder of --duet_out; name the file as "
                     "`import` does, below a folder that protoc is given with -I");
    } else if (!seen.insert(name).second) {
      problems.error(name, "it is to be generated twice; name it once");
    } else if (std::none_of(request.files.begin(), request.files.end(), is_it)) {
      problems.error(name, "it is to be generated, but the request of protoc does not hold it; add it to proto_file");
    }
  }
  return problems.errors().size() == known;
}

bool check_syntax(const pb::FileDescriptorProto& file, Problems& problems) {
  if (file.syntax().empty() || file.syntax() == "proto2" || file.syntax() == "proto3") return true;
  problems.error(file.name(), "its syntax is " + file.syntax() +
                                  ", which Duet does not know; it reads proto3: write syntax = \"proto3\"");
  return false;
}

bool check_file(const pb::FileDescriptor& file, Problems& problems) {
  const std::size_t known = problems.errors().size();
  if (is_well_known_file(file.name())) {
    problems.error(file.name(), "its types are in duet/well_known.hpp; take it out of the files to generate");
  } else if (file.syntax() != pb::FileDescriptor::SYNTAX_PROTO3) {
    problems.error(file.name(),
                   "it is proto2, with groups, extensions, required fields and defaults that Duet has no models for; "
                   "write it as proto3: syntax = \"proto3\"");
  } else {
    for (const pb::Descriptor* message : all_messages(file)) {
      for (int i = 0; i < message->field_count(); ++i) {
        const pb::FieldDescriptor& field = *message->field(i);
        const pb::Descriptor* held = held_message(field);
        if (held != nullptr && held->file()->syntax() != pb::FileDescriptor::SYNTAX_PROTO3) {
          problems.error(field, "field",
                         held->full_name() + " is a message of the proto2 file " + held->file()->name() +
                             "; Duet has models for proto3 only");
        }
      }
    }
  }
  return problems.errors().size() == known;
}

}  // namespace duet::codegen
