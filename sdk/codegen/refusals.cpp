#include "refusals.hpp"

#include "names.hpp"
#include "order.hpp"
#include "types.hpp"

namespace duet::codegen {

namespace pb = google::protobuf;

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
