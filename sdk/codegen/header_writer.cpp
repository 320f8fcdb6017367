#include "header_writer.hpp"

#include <array>
#include <set>
#include <utility>

#include "comments.hpp"
#include "contract_writer.hpp"
#include "enum_writer.hpp"
#include "message_writer.hpp"
#include "model_writer.hpp"
#include "service_writer.hpp"
#include "types.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

// Structs that are named before they are defined.
std::string forward_code(Output& output) {
  std::set<const pb::Descriptor*> defined;
  std::string code;
  const auto need = [&](const pb::Descriptor* message) {
    if (message == nullptr || message->file() != &output.file || !defined.insert(message).second) return;
    code += "struct " + output.names.type(*message) + ";\n";
  };
  for (const pb::Descriptor* message : output.order.messages()) {
    defined.insert(message);
    for (int i = 0; i < message->field_count(); ++i) need(held_message(*message->field(i)));
    for (int i = 0; i < message->nested_type_count(); ++i) {
      if (!message->nested_type(i)->options().map_entry()) need(message->nested_type(i));
    }
  }
  return code.empty() ? code : code + "\n";
}

std::string include_code(const std::string& body, Output& output) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kHeaders{{{"std::size_t", "cstddef"},
                                                                                   {"int32_t", "cstdint"},
                                                                                   {"std::numeric_limits<", "limits"},
                                                                                   {"std::map<", "map"},
                                                                                   {"std::optional<", "optional"},
                                                                                   {"std::string", "string"},
                                                                                   {"std::string_view", "string_view"},
                                                                                   {"std::variant<", "variant"},
                                                                                   {"std::vector<", "vector"}}};
  std::string standard;
  for (const auto& [used, header] : kHeaders) {
    const bool is_used = body.find(used) != body.npos || (header == "cstdint" && body.find("int64_t") != body.npos);
    if (is_used) standard += "#include <" + std::string(header) + ">\n";
  }
  std::string code = standard.empty() ? "" : standard + "\n";
  code += "#include <duet/model.hpp>\n";
  if (body.find("duet::Plugin<") != body.npos) code += "#include <duet/plugin.hpp>\n";
  if (uses_well_known_types(body)) code += "#include <duet/well_known.hpp>\n";
  code += "\n";
  for (const pb::FileDescriptor* one : included_files(output.file)) {
    code += "#include \"" + output.names.header(*one) + "\"\n";
  }
  return code + "#include \"" + output.names.contract_header(output.file) + "\"\n";
}

}  // namespace

std::string header_code(Output& output) {
  std::string body;
  for (const pb::EnumDescriptor* one : all_enums(output.file)) body += enum_code(*one, output) + "\n";
  body += forward_code(output);
  std::string late;
  for (const pb::Descriptor* message : output.order.messages()) {
    body += struct_code(*message, output) + model_code(*message, output) + "\n";
    late += late_code(*message, output);
  }
  body += late.empty() ? "" : late + "\n";
  for (int i = 0; i < output.file.service_count(); ++i) {
    if (const std::string code = service_code(*output.file.service(i), output); !code.empty()) body += code + "\n";
  }

  const std::string space = output.names.name_space(output.file);
  std::string code = "// The models of " + output.file.name() +
                     ". Made by protoc-gen-duet; changes go into the .proto.\n#pragma once\n\n" +
                     include_code(body, output) + "\n";
  if (space.empty()) return code + body.substr(0, body.size() - (body.empty() ? 0 : 1));
  return code + "namespace " + space + " {\n\n" + body + "}  // namespace " + space + "\n";
}

}  // namespace duet::codegen
