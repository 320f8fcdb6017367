#include "message_writer.hpp"

#include "comments.hpp"
#include "layout.hpp"
#include "types.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

bool is_boxed(const pb::FieldDescriptor& field, const Output& output) {
  return !field.is_repeated() && output.order.is_recursive(field);
}

std::string oneof_code(const pb::OneofDescriptor& oneof, const MessageNames& names, Output& output) {
  std::string code = comment_of(oneof, 2) + "  enum " + names.cases.at(&oneof) + " : std::size_t {\n    " +
                     names.unset.at(&oneof) + ",\n";
  std::vector<std::string> types{"std::monostate"};
  for (int i = 0; i < oneof.field_count(); ++i) {
    const pb::FieldDescriptor& field = *oneof.field(i);
    code += comment_of(field, 4) + "    " + names.indexes.at(&field) + ",\n";
    types.push_back(member_type(field, is_boxed(field, output), output.names));
  }
  std::string list = call_text("std::variant", types, 2, names.oneofs.at(&oneof).size() + 2);
  list[list.find('(')] = '<';
  list.back() = '>';
  return code + "  };\n  " + list + " " + names.oneofs.at(&oneof) + ";\n";
}

}  // namespace

bool keeps_unknown_fields(const pb::Descriptor& message, const Output& output) {
  if (output.parameters.keep_unknown_fields) return true;
  const auto option = output.options.find(message.options(), "duet.options.message");
  return option && option->is_true("keep_unknown");
}

std::string struct_code(const pb::Descriptor& message, Output& output) {
  const MessageNames& names = output.names.in(message);
  const std::string& type = output.names.type(message);
  std::string code = comment_of(message, 0) + "struct " + type + " {\n";
  for (const auto& [alias, target] : names.aliases) code += "  using " + alias + " = " + target + ";\n";
  if (!names.aliases.empty()) code += "\n";
  for (int i = 0; i < message.field_count(); ++i) {
    const pb::FieldDescriptor& field = *message.field(i);
    if (const pb::OneofDescriptor* oneof = field.real_containing_oneof()) {
      if (oneof->field(0) != &field) continue;
      code += (i == 0 ? "" : "\n") + oneof_code(*oneof, names, output);
      if (i + oneof->field_count() < message.field_count()) code += "\n";
    } else {
      code += comment_of(field, 2) + "  " + member_type(field, is_boxed(field, output), output.names) + " " +
              names.members.at(&field) + initializer(field, output.names) + ";\n";
    }
  }
  if (keeps_unknown_fields(message, output)) code += "  duet::UnknownFields " + names.unknown_fields + ";\n";
  const bool has_members = message.field_count() > 0 || keeps_unknown_fields(message, output);
  code += std::string(has_members ? "\n" : "") + "  bool operator==(const " + type + "&) const" +
          (output.order.is_in_cycle(message) ? "" : " = default") + ";\n};\n";
  return code;
}

// Messages that hold each other are compared when all of them are complete: compilers may not look at a member's
// operator== before.
std::string late_code(const pb::Descriptor& message, Output& output) {
  if (!output.order.is_in_cycle(message)) return {};
  const MessageNames& names = output.names.in(message);
  std::vector<std::string> members;
  for (int i = 0; i < message.field_count(); ++i) {
    const pb::FieldDescriptor& field = *message.field(i);
    const pb::OneofDescriptor* oneof = field.real_containing_oneof();
    if (oneof == nullptr) members.push_back(names.members.at(&field));
    if (oneof != nullptr && oneof->field(0) == &field) members.push_back(names.oneofs.at(oneof));
  }
  if (keeps_unknown_fields(message, output)) members.push_back(names.unknown_fields);
  const std::string& type = output.names.type(message);
  std::string code = "inline bool " + type + "::operator==(const " + type + "& " + names.other + ") const {\n  return ";
  for (std::size_t i = 0; i < members.size(); ++i) {
    code += (i == 0 ? "" : " &&\n         ") + members[i] + " == " + names.other + "." + members[i];
  }
  return code + ";\n}\n";
}

}  // namespace duet::codegen
